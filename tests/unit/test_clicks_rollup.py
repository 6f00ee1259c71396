"""When hours and days are rolled up, and when they are closed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from links.counting.rollup import RollUp
from links.counting.segments import Counted, Segment, packed
from tests.fakes.clicks import FakeClicks, FakePrewarmer, a_click
from tests.fakes.core import FakeClock, FakeIds

CODE, DAY = "aB3xY9z", "2026-11-23"
MORNING, NOON = f"{DAY}T09", f"{DAY}T12"
NEXT_DAY = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)


@dataclass
class World:
    table: FakeClicks = field(default_factory=FakeClicks)
    clock: FakeClock = field(default_factory=lambda: FakeClock(NEXT_DAY))

    def promise(self, shard: str, *clicks: Counted) -> Segment:
        """A segment of which only the promise is there: its consumer was killed, or is slow."""
        segment = Segment(shard=shard, previous="", end="1".zfill(64), clicks=clicks)
        self.table.promise(segment)
        for hour in segment.hours:
            self.table.mark_due(hour, version=shard)
        return segment

    def keep(self, segment: Segment) -> None:
        assert self.table.append(segment, packed(segment.clicks))

    def roll_up(self) -> list[str]:
        return RollUp(
            segments=self.table,
            queue=self.table,
            store=self.table,
            prewarmer=FakePrewarmer(),
            clock=self.clock,
            ids=FakeIds(),
        ).run()

    def day(self) -> int | None:
        """People's clicks of the day as it is stored."""
        days = self.table.days(CODE)
        return days[DAY].tally.humans if DAY in days else None


def test_L9_a_day_is_not_closed_while_one_of_its_hours_is_due() -> None:
    world = World()
    world.keep(world.promise("s1", a_click(1, hour=MORNING)))
    slow = world.promise("s2", a_click(2, hour=NOON))
    assert world.roll_up() == [MORNING, NOON]
    assert world.day() is None
    assert set(world.table.marks) == {NOON, DAY}
    world.keep(slow)
    assert world.roll_up() == [NOON, DAY]
    assert world.day() == 2
    assert world.table.marks == {}


def test_a_day_whose_last_promise_is_never_kept_is_closed_once_nobody_can_keep_it() -> None:
    world = World()
    world.keep(world.promise("s1", a_click(1, hour=MORNING)))
    world.promise("s2", a_click(2, hour=NOON))
    world.roll_up()
    world.clock.advance(10 * 86_400)
    assert world.roll_up() == [NOON, DAY]
    assert world.day() == 1


def test_L9_an_hour_that_comes_due_again_opens_its_day_again() -> None:
    world = World()
    world.keep(world.promise("s1", a_click(1, hour=MORNING)))
    world.roll_up()
    assert world.day() == 1
    late = world.promise("s2", a_click(2, hour=MORNING), a_click(1, hour=MORNING))
    assert world.roll_up() == [MORNING]
    assert world.day() == 1
    world.keep(late)
    assert world.roll_up() == [MORNING, DAY]
    assert world.day() == 2


def test_a_day_is_not_closed_before_its_end() -> None:
    world = World(clock=FakeClock(datetime(2026, 11, 23, 23, 50, tzinfo=UTC)))
    world.keep(world.promise("s1", a_click(1, hour=MORNING)))
    assert world.roll_up() == [MORNING]
    world.clock.time = datetime(2026, 11, 24, 0, 9, tzinfo=UTC)
    assert world.roll_up() == []
    world.clock.time = datetime(2026, 11, 24, 0, 10, tzinfo=UTC)
    assert world.roll_up() == [DAY]
