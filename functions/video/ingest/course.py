"""Every step on the way from an upload to a film. Pure.

A step takes a work and gives the work after it, or None where it cannot be taken from there: events
come twice and in any order, so most steps are tried more often than they are taken. No step leads
from ``ready`` or ``failed``, none lowers status or progress, and what is deleted takes none.

Whoever takes a step also says until when the next one is due; ``tending`` looks after what is
overdue. Times are ms since 1970.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from ..model import Rendition, Status, Video
from .model import Work

if TYPE_CHECKING:  # what judges films is not loaded where records are served
    from ..transcoding.finishing import Finished

Step = Callable[[Work], Work | None]

MINUTE = 60_000
ATTEMPTS = 3
"""Jobs that are ordered for one upload at most."""
LOOKED_AT_WITHIN = 10 * MINUTE  # from its last byte to its job
ORDERED_WITHIN = 3 * MINUTE  # longer than any request for a job runs
QUIET_FOR = 30 * MINUTE  # a job that waits for its turn says nothing
FINISHED_WITHIN = 5 * MINUTE + 30_000  # a function that finishes may run for five
REMOVED_WITHIN = 15 * MINUTE
LOOK_AGAIN = 5 * MINUTE
PAUSE = MINUTE  # before the second attempt; longer before each further one
LONGEST_JOB = 24 * 60 * MINUTE


def under_way(work: Work) -> bool:
    """Uploaded, and neither a film nor failed."""
    return not work.video.deleted and work.video.status in ("processing", "transcoding")


def awaits_a_job(work: Work) -> bool:
    return under_way(work) and not work.submitting and not work.video.job_id


def without_captions(work: Work, *, languages: frozenset[str]) -> Work | None:
    """``languages`` are small letters."""
    kept = tuple(each for each in work.video.captions if each.language.lower() not in languages)
    if work.video.deleted or work.video.status != "uploading" or kept == work.video.captions:
        return None
    return replace(work, video=replace(work.video, captions=kept))


def uploaded(work: Work, *, now: int) -> Work | None:
    if work.video.deleted or work.video.status != "uploading":
        return None
    video = replace(work.video, status="processing", upload_id="")
    return replace(work, video=video, due_at=now + LOOKED_AT_WITHIN)


def claimed(work: Work, *, plan: str, now: int) -> Work | None:
    """Only who has this may order the job of the next attempt."""
    if not awaits_a_job(work):
        return None
    return replace(
        work,
        video=replace(work.video, attempt=work.video.attempt + 1),
        submitting=True,
        claimed_at=now,
        plan=plan,
        due_at=now + ORDERED_WITHIN,
    )


def accepted(work: Work, *, attempt: int, job_id: str, now: int) -> Work | None:
    if not _is_at(work, attempt) or not work.submitting:
        return None
    video = replace(work.video, job_id=job_id)
    return replace(work, video=video, submitting=False, due_at=now + QUIET_FOR)


def progressed(work: Work, *, attempt: int, job_id: str, percent: int, now: int) -> Work | None:
    if not _runs(work, attempt, job_id):
        return None
    progress = max(work.video.progress, min(percent, 100))
    return _running(work, job_id, progress=progress, due_at=now + QUIET_FOR)


def finishing(work: Work, *, attempt: int, job_id: str, now: int) -> Work | None:
    """One at a time makes a film of what a job left."""
    if not _runs(work, attempt, job_id) or work.finishing_until > now:
        return None
    until = now + FINISHED_WITHIN
    running = _running(work, job_id, progress=work.video.progress, due_at=until)
    return replace(running, finishing_until=until)


def ready(work: Work, *, attempt: int, made: "Finished", now: int) -> Work | None:
    if not _is_at(work, attempt):
        return None
    shown = tuple(
        Rendition(profile=each.profile, width=each.width, height=each.height, bitrate=each.bitrate)
        for each in made.profiles
    )
    return _settled(
        work,
        "ready",
        progress=100,
        duration=made.duration,
        transcoded_at=now,
        renditions=shown,
        poster=made.poster,
        storyboard=made.storyboard,
    )


def failed(work: Work, *, attempt: int, reason: str) -> Work | None:
    """``attempt``: that whose failure it is; 0 before the first."""
    return _settled(work, "failed", error=reason) if _is_at(work, attempt) else None


def broken_off(
    work: Work, *, attempt: int, job_id: str, transient: bool, reason: str, now: int
) -> Work | None:
    """A job came to nothing or, without an id, was never taken: again after a pause, or failed."""
    concerned = (
        _runs(work, attempt, job_id) if job_id else _is_at(work, attempt) and work.submitting
    )
    if not concerned:
        return None
    if not transient or attempt >= ATTEMPTS:
        return failed(work, attempt=attempt, reason=reason)
    return replace(
        work,
        video=replace(work.video, job_id=""),
        submitting=False,
        finishing_until=0,
        due_at=now + attempt * PAUSE,
    )


def deleted(work: Work, *, now: int) -> Work | None:
    """From here on nobody sees it; its removal is under way."""
    if work.video.deleted:
        return None
    return replace(work, video=replace(work.video, deleted=True), due_at=now + REMOVED_WITHIN)


def looked_at(work: Work, *, due_at: int, now: int) -> Work | None:
    """Of what is overdue since ``due_at``; one looks at a time, at what is settled nobody."""
    return replace(work, due_at=now + LOOK_AGAIN) if due_at and work.due_at == due_at else None


def _is_at(work: Work, attempt: int) -> bool:
    return under_way(work) and work.video.attempt == attempt


def _runs(work: Work, attempt: int, job_id: str) -> bool:
    """What is told of a job may come before whoever ordered it knows its id."""
    known = work.video.job_id == job_id or work.submitting
    return bool(attempt) and _is_at(work, attempt) and known


def _running(work: Work, job_id: str, *, progress: int, due_at: int) -> Work:
    video = replace(work.video, status="transcoding", job_id=job_id, progress=progress)
    return replace(work, video=video, submitting=False, due_at=due_at)


# Any field of a video, as ``replace`` takes them.
def _settled(work: Work, status: Status, **changes: object) -> Work:
    video: Video = replace(work.video, status=status, **changes)  # type: ignore[arg-type]  # fields of Video by name
    return Work(video=video)
