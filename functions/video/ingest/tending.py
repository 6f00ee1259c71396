"""Looking after what was not heard of in time: nothing stays half done.

A queue loses nothing, but functions are cut, events get lost on their way and jobs hang. What is
overdue is told again to whom it concerns, who knows how to go on; deleted videos are put into the
table's stream again by the very look at them.
"""

from dataclasses import dataclass
from functools import partial

from core.clock import Clock

from ..moments import ms
from .course import (
    LONGEST_JOB,
    broken_off,
    deleted,
    failed,
    looked_at,
)
from .model import News, Work
from .ports import Messages, Transcoder, Uploads, Works

AT_ONCE = 100
TOO_LONG = "Transcoding took too long."
NOT_ORDERED = "Transcoding could not be started."


@dataclass(frozen=True, slots=True, kw_only=True)
class Tending:
    works: Works
    uploads: Uploads
    transcoder: Transcoder
    messages: Messages
    clock: Clock

    def run(self) -> int:
        """How many were overdue. One that fails is not in the way of the others next time."""
        overdue = self.works.due(ms(self.clock), most=AT_ONCE)
        return sum(self._look_at(work) for work in overdue)

    def _look_at(self, seen: Work) -> bool:
        step = partial(looked_at, due_at=seen.due_at, now=ms(self.clock))
        work = self.works.change(seen.video.id, step)
        if work is None:
            return False
        if not work.video.deleted:
            self._go_on(work)
        return True

    def _go_on(self, work: Work) -> None:
        video = work.video
        if video.status == "uploading":
            self._go_on_uploading(video.id)
        elif work.submitting:
            self._find_job(work)
        elif video.job_id:
            self._ask_job(work)
        else:  # not looked at yet, or it is time for the next attempt
            self.messages.arrived(video.id)

    def _go_on_uploading(self, video_id: str) -> None:
        """Complete after all, or abandoned."""
        if self.uploads.is_whole(video_id):
            self.messages.arrived(video_id)
        else:
            self.works.change(video_id, partial(deleted, now=ms(self.clock)))

    def _find_job(self, work: Work) -> None:
        """Whoever ordered it was cut before its id was known, or before it was ordered at all."""
        video = work.video
        job = self.transcoder.ordered(video.id, video.attempt, since=work.claimed_at)
        if job is not None:
            self.messages.heard(job)
            return
        step = partial(
            broken_off,
            attempt=video.attempt,
            job_id="",
            transient=True,
            reason=NOT_ORDERED,
            now=ms(self.clock),
        )
        self.works.change(video.id, step)

    def _ask_job(self, work: Work) -> None:
        news = self.transcoder.news(work.video.job_id)
        if news is None or self._hangs(work, news):
            self.transcoder.cancel(work.video.job_id)
            step = partial(failed, attempt=work.video.attempt, reason=TOO_LONG)
            self.works.change(work.video.id, step)
        else:
            self.messages.heard(news)

    def _hangs(self, work: Work, news: News) -> bool:
        over = ms(self.clock) - work.claimed_at > LONGEST_JOB
        return over and news.status in ("submitted", "progressing")
