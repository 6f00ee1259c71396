"""When hours and days are rolled up, and when they are closed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from links.counting.parts import (
    BEGINS_WITHIN,
    CLAIMED_FOR,
    GOES_ON_FOR,
    LARGE_DAY,
    LARGEST,
    Part,
    parts_of,
)
from links.counting.rollup import RollUp
from links.counting.segments import Counted, Segment, packed
from tests.fakes.clicks import Crash, Crashing, FakeClicks, FakePrewarmer, a_click
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

    def roll_up(
        self, table: Any = None, *, largest: int = LARGEST, large_day: int = LARGE_DAY
    ) -> list[str]:
        """``table`` may be a crashing one. Any: it stands in for three ports."""
        table = table or self.table
        return RollUp(
            segments=table,
            queue=table,
            store=table,
            prewarmer=FakePrewarmer(),
            clock=self.clock,
            ids=FakeIds(),
            largest=largest,
            large_day=large_day,
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


CODES = [f"code{n}" for n in range(40)]


def a_large_hour() -> World:
    """Of four parts, if a part is of ten clicks."""
    world = World()
    clicks = [a_click(n, code, hour=MORNING) for n, code in enumerate(CODES)]
    world.keep(world.promise("s1", *clicks))
    return world


def stored(world: World) -> set[str]:
    return {code for code, _ in world.table.hour_items}


def test_parts_divide_an_hours_codes() -> None:
    parts = parts_of(MORNING, 40, largest=10)
    assert len(parts) == 4
    assert all(sum(part.holds(code) for part in parts) == 1 for code in CODES)
    assert parts_of(MORNING, 0) == parts_of(MORNING, LARGEST) == [Part(MORNING)]


def test_P4_a_run_that_is_cut_loses_no_part_that_was_done() -> None:
    world = a_large_hour()
    with pytest.raises(Crash):
        world.roll_up(_CutAtPart(world.table, 2), largest=10)
    first = Part(MORNING, 0, 4)
    assert stored(world) == {code for code in CODES if first.holds(code)}
    assert not world.table.sealed(MORNING)
    assert world.roll_up(largest=10) == [MORNING]  # but for the part that is still claimed
    assert MORNING in world.table.marks
    world.clock.advance(CLAIMED_FOR.total_seconds())
    assert world.roll_up(largest=10) == [MORNING, DAY]
    assert stored(world) == set(CODES)
    assert world.table.sealed(MORNING)
    assert world.table.marks == {}


class _CutAtPart(Crashing):
    """A table whose user is killed when it keeps what the ``number``-th part found."""

    def __init__(self, target: FakeClicks, number: int) -> None:
        super().__init__(target)
        self.left = number

    def put_hours(self, hour: str, tallies: Any) -> None:
        """Any: as the table takes them."""
        self.left -= 1
        if not self.left:
            raise Crash("put_hours")
        self.target.put_hours(hour, tallies)  # type: ignore[attr-defined]  # any target


def test_P4_what_another_run_is_at_is_left_to_it() -> None:
    world = a_large_hour()
    theirs = Part(MORNING, 1, 4)
    assert world.table.claim(theirs, now=world.clock.now())
    assert world.roll_up(largest=10) == [MORNING]
    assert stored(world) == {code for code in CODES if not theirs.holds(code)}
    assert not world.table.sealed(MORNING)
    assert set(world.table.marks) == {MORNING, DAY}
    assert world.roll_up(largest=10) == []


def test_P4_a_run_begins_no_part_that_it_might_not_end() -> None:
    world = a_large_hour()
    slow = _SlowParts(world)
    world.roll_up(slow, largest=10)
    assert len(world.table.done) == 1
    while MORNING in world.table.marks:
        world.roll_up(slow, largest=10)
    assert stored(world) == set(CODES)
    assert len(world.table.done) == 4


class _SlowParts(Crashing):
    """A table on which a part takes longer than a run may begin new ones."""

    def __init__(self, world: World) -> None:
        super().__init__(world.table)
        self.clock = world.clock

    def put_hours(self, hour: str, tallies: Any) -> None:
        """Any: as the table takes them."""
        self.clock.advance(BEGINS_WITHIN.total_seconds() + 1)
        self.target.put_hours(hour, tallies)  # type: ignore[attr-defined]  # any target


def test_P4_L9_late_clicks_that_make_more_parts_of_an_hour_are_added_and_nothing_twice() -> None:
    world = a_large_hour()
    world.roll_up(largest=10)
    again = [a_click(n, code, hour=MORNING) for n, code in enumerate(CODES[:20])]
    new = [a_click(100 + n, code, hour=MORNING) for n, code in enumerate(CODES[:5])]
    world.keep(world.promise("s2", *again, *new))
    world.clock.advance(CLAIMED_FOR.total_seconds())
    world.roll_up(largest=10)
    totals = [world.table.hours(code, first="", last="~")[MORNING].tally.humans for code in CODES]
    assert totals == [2] * 5 + [1] * 35
    assert world.table.marks == {}


def test_P4_a_day_of_many_links_is_done_over_several_runs() -> None:
    world = a_large_hour()
    slow, runs = _SlowDays(world), 0
    while world.table.marks:
        world.roll_up(slow, large_day=10)
        world.clock.advance(CLAIMED_FOR.total_seconds())
        runs += 1
    assert runs > 2
    assert slow.put < 2 * len(CODES)  # most of what was done is not done again
    assert {code for code, _ in world.table.day_items} == set(CODES)
    assert world.table.changes(DAY).codes == set()


class _SlowDays(Crashing):
    """A table on which a run has time for fifteen links' days."""

    def __init__(self, world: World) -> None:
        super().__init__(world.table)
        self.clock, self.put = world.clock, 0

    def put_day(self, code: str, date: str, day: Any) -> None:
        """Any: as the table takes it."""
        self.put += 1
        self.clock.advance(GOES_ON_FOR.total_seconds() / 14.5)
        self.target.put_day(code, date, day)  # type: ignore[attr-defined]  # any target


def test_P4_a_large_day_is_left_to_the_run_that_is_at_it() -> None:
    world = a_large_hour()
    assert world.table.claim(Part(DAY), now=world.clock.now())
    assert world.roll_up(large_day=10) == [MORNING]
    assert world.table.day_items == {}
    world.clock.advance(CLAIMED_FOR.total_seconds())
    assert world.roll_up(large_day=10) == [DAY]
