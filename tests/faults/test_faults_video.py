"""V5, V6, X5: the ingest of films cut anywhere, its events doubled and shuffled: one end.

Each seed is one schedule: what AWS tells comes again and in any order, any call may be cut before
or after it took effect, and upkeep looks after the rest.
"""

import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.fakes.video_ingest import MADE
from tests.fakes.video_studio import Studio
from tests.faults.schedules import under_schedules
from video.ingest.model import News
from video.transcoding.finishing import Finished

MOMENTS = 60
CUT = 0.15


class Cut(Exception):
    """The function was killed here."""


def cutting(dice: random.Random, do: Callable[..., Any]) -> Callable[..., Any]:
    """The same call, now and then cut before or after its effect."""

    def called(*arguments: Any, **named: Any) -> Any:  # Any: whatever the call takes
        if dice.random() < CUT:
            raise Cut
        result = do(*arguments, **named)
        if dice.random() < CUT:
            raise Cut
        return result

    return called


class World:
    """A studio whose every call may be cut, and the messages that are under way."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.studio = Studio()
        self.video_id = self.studio.uploads()
        self.queue: list[Callable[[], object]] = []
        self.tell(lambda: self.studio.arriving.arrive(self.video_id))
        for thing, names in (
            (self.studio.works, ("change", "find", "remove")),
            (self.studio.bucket, ("clear", "abandon")),
            (self.studio.transcoder, ("probe", "order", "cancel", "news", "ordered")),
            (self.studio.maker, ("finish",)),
        ):
            for name in names:
                setattr(thing, name, cutting(self.dice, getattr(thing, name)))

    def tell(self, message: Callable[[], object]) -> None:
        """At least once."""
        self.queue += [message] * (1 + (self.dice.random() < 0.3))

    def hear(self, news: News) -> None:
        self.tell(lambda: self.studio.following.hear(news))

    def job_goes_on(self) -> None:
        """Some job says something: progress in any order, and an end."""
        studio = self.studio
        running = [n for n in studio.transcoder.jobs.values() if n.status in OPEN]
        if not running:
            return
        news = self.dice.choice(running)
        status = self.dice.choice(("progressing", "progressing", "complete", "error"))
        percent = self.dice.randrange(101)
        code = 1999 if status == "error" else 0
        self.hear(
            studio.transcoder.now(news.job_id, status=status, percent=percent, error_code=code)
        )

    def moment(self) -> None:
        self.job_goes_on()
        if self.queue:
            message = self.queue.pop(self.dice.randrange(len(self.queue)))
            try:
                message()
            except (Cut, ConnectionError):
                self.queue.append(message)  # it is delivered again
        self.studio.passes(minutes=self.dice.choice((0, 1, 8)))
        self.upkeep()

    def upkeep(self) -> None:
        try:
            self.studio.tending.run()
        except Cut:
            return
        finally:
            messages = self.studio.messages
            for video_id in messages.arrivals:
                self.tell(partial(self.studio.arriving.arrive, video_id))
            for news in messages.news:
                self.hear(news)
            messages.arrivals.clear()
            messages.news.clear()
            work = self.studio.works.records.get(self.video_id)
            if work is not None and work.video.deleted:  # the stream tells of the change
                self.tell(lambda: self.studio.removing.remove(self.video_id))

    def runs_to_the_end(self) -> None:
        for _ in range(400):
            if not self.queue and self.is_over():
                return
            self.moment()
        raise AssertionError("something is stuck")

    def is_over(self) -> bool:
        work = self.studio.works.records.get(self.video_id)
        return work is None or (work.video.status in ("ready", "failed") and not work.video.deleted)


OPEN = ("submitted", "progressing")
RANK = ("uploading", "processing", "transcoding", "ready", "failed")


@under_schedules
def test_V5_whatever_is_cut_doubled_or_late_there_is_one_end(seed: int) -> None:
    world = World(seed)
    seen = [RANK.index("processing")]
    for _ in range(MOMENTS):
        world.moment()
        seen.append(RANK.index(world.studio.works.records[world.video_id].video.status))
    world.runs_to_the_end()
    work = world.studio.works.records[world.video_id]
    assert seen == sorted(seen)
    assert work.due_at == 0
    if work.video.status == "ready":
        assert work.video.poster == MADE.poster
        assert work.video.error == ""
    else:
        assert work.video.error


@under_schedules
def test_V6_deleted_at_any_instant_nothing_is_left(seed: int) -> None:
    world = World(seed)
    for _ in range(world.dice.randrange(12)):
        world.moment()
    while not _deleted(world):
        pass
    world.tell(lambda: world.studio.removing.remove(world.video_id))
    world.runs_to_the_end()
    for news in world.studio.transcoder.jobs.values():  # a job that was not heard of any more
        world.hear(world.studio.transcoder.now(news.job_id, status="canceled"))
    world.runs_to_the_end()
    assert world.studio.bucket.of(world.video_id) == []
    assert world.video_id not in world.studio.works.records


def _deleted(world: World) -> bool:
    try:
        world.studio.eraser.erase("u-1")
    except Cut:
        return False
    return True


@pytest.mark.parametrize("seed", range(20))
def test_V3_what_does_not_conform_ends_failed_under_any_schedule(seed: int) -> None:
    world = World(seed)
    world.studio.maker.made = Finished(findings=("480p is missing.",))
    world.runs_to_the_end()
    assert world.studio.works.records[world.video_id].video.status == "failed"
