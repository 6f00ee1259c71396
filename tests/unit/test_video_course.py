"""Facts about the steps between an upload and a film, whatever comes in whatever order."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.video_ingest import MADE
from video.ingest.course import (
    ATTEMPTS,
    Step,
    accepted,
    broken_off,
    claimed,
    deleted,
    failed,
    finishing,
    looked_at,
    progressed,
    ready,
    uploaded,
    without_captions,
)
from video.ingest.model import Work
from video.model import Video

ORDER = ("uploading", "processing", "transcoding", "ready", "failed")
START = Work(video=Video(id="v-1", owner_id="u-1", title="Kites", created_at=1), due_at=5)

attempts = st.integers(0, ATTEMPTS + 1)
jobs = st.sampled_from(["j-1", "j-2", "j-3"])
percents = st.integers(0, 150)
# Each step for any attempt, job and share, as late and repeated events bring them.
steps: st.SearchStrategy[Callable[[int], Step]] = st.one_of(
    st.just(lambda now: partial(uploaded, now=now)),
    st.just(lambda _: partial(without_captions, languages=frozenset({"en"}))),
    st.just(lambda now: partial(claimed, plan="{}", now=now)),
    st.builds(
        lambda a, j: lambda now: partial(accepted, attempt=a, job_id=j, now=now), attempts, jobs
    ),
    st.builds(
        lambda a, j, p: lambda now: partial(progressed, attempt=a, job_id=j, percent=p, now=now),
        attempts,
        jobs,
        percents,
    ),
    st.builds(
        lambda a, j: lambda now: partial(finishing, attempt=a, job_id=j, now=now), attempts, jobs
    ),
    st.builds(lambda a: lambda now: partial(ready, attempt=a, made=MADE, now=now), attempts),
    st.builds(lambda a: lambda _: partial(failed, attempt=a, reason="why"), attempts),
    st.builds(
        lambda a, j, t: (
            lambda now: partial(broken_off, attempt=a, job_id=j, transient=t, reason="why", now=now)
        ),
        attempts,
        st.sampled_from(["", "j-1", "j-2"]),
        st.booleans(),
    ),
    st.builds(lambda due: lambda now: partial(looked_at, due_at=due, now=now), st.integers(0, 9)),
)


@given(st.lists(steps, max_size=40))
def test_V5_status_progress_and_attempts_never_go_back(
    taken: list[Callable[[int], Step]],
) -> None:
    work = START
    for now, step in enumerate(taken, start=10):
        after = step(now)(work)
        if after is None:
            continue
        before, video = work.video, after.video
        assert ORDER.index(video.status) >= ORDER.index(before.status)
        assert before.status not in ("ready", "failed") or after == replace(
            work, due_at=after.due_at
        )
        assert before.progress <= video.progress <= 100
        assert before.attempt <= video.attempt <= ATTEMPTS
        work = after


@given(st.lists(steps, max_size=40))
def test_V5_one_job_is_claimed_for_each_attempt(taken: list[Callable[[int], Step]]) -> None:
    work, claims = START, []
    for now, step in enumerate(taken, start=10):
        after = step(now)(work)
        if after is not None and after.submitting and not work.submitting:
            claims.append(after.video.attempt)
            assert work.video.job_id == ""
        work = after or work
    assert claims == list(range(1, len(claims) + 1))


@given(st.lists(steps, max_size=40))
def test_what_is_not_settled_is_always_looked_after(taken: list[Callable[[int], Step]]) -> None:
    work = START
    for now, step in enumerate(taken, start=10):
        work = step(now)(work) or work
    assert (work.due_at == 0) == (work.video.status in ("ready", "failed"))


@given(st.lists(steps, max_size=20), st.lists(steps, max_size=20))
def test_V6_what_is_deleted_takes_no_step_but_a_look(
    before: list[Callable[[int], Step]], after: list[Callable[[int], Step]]
) -> None:
    work = START
    for now, step in enumerate(before, start=10):
        work = step(now)(work) or work
    gone = deleted(work, now=100)
    assert gone is not None
    assert deleted(gone, now=101) is None
    for now, step in enumerate(after, start=110):
        later = step(now)(gone)
        assert later is None or later == replace(gone, due_at=later.due_at)
        gone = later or gone
