"""The audit of hours beside their segments: a planted drift is found, and nothing else (L9)."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from links.counting.auditing import SETTLED, Found, HourAudit, Off
from links.counting.rollup import FORGOTTEN, RollUp, Weighed, end_of
from links.counting.segments import Counted, Segment, packed
from links.counting.tallies import Tally
from tests.fakes.clicks import CRAWLER, HOUR, FakeClicks, FakePrewarmer, a_click
from tests.fakes.core import FakeClock, FakeIds

CODE, OTHER = "aB3xY9z", "zY9xB3a"
LATER = "2026-11-23T14"


@dataclass
class FakePlace:
    hour: str = ""

    def read(self) -> str:
        return self.hour

    def write(self, hour: str) -> None:
        self.hour = hour


@dataclass
class World:
    table: FakeClicks = field(default_factory=FakeClicks)
    place: FakePlace = field(default_factory=FakePlace)
    clock: FakeClock = field(
        default_factory=lambda: FakeClock(datetime(2026, 11, 23, 20, tzinfo=UTC))
    )
    shards: int = 0

    def arrive(self, *clicks: Counted) -> None:
        self.shards += 1
        segment = Segment(
            shard=f"s{self.shards}", previous="", end="1".zfill(64), clicks=tuple(clicks)
        )
        self.table.promise(segment)
        for hour in segment.hours:
            self.table.mark_due(hour, version=segment.shard)
        assert self.table.append(segment, packed(segment.clicks))

    def roll_up(self) -> None:
        table = self.table
        RollUp(
            segments=table,
            queue=table,
            store=table,
            prewarmer=FakePrewarmer(),
            clock=self.clock,
            ids=FakeIds(),
        ).run()

    def audit(self, *, largest: int = 100) -> Found:
        return HourAudit(
            segments=self.table,
            statistics=self.table,
            place=self.place,
            clock=self.clock,
            largest=largest,
        ).run()

    def spoil(self, code: str, tally: Tally) -> None:
        """An hour's item that outweighs what was computed."""
        self.table.put_hours(HOUR, [(code, Weighed(99, tally))])


@pytest.fixture
def world() -> World:
    world = World()
    crawled = replace(a_click(3), agent=CRAWLER)
    world.arrive(a_click(1), a_click(2), crawled, a_click(4, code=OTHER))
    world.arrive(a_click(2), a_click(5))  # 2 was put into the stream twice
    world.roll_up()
    return world


def test_L9_an_hour_that_was_rolled_up_does_not_drift(world: World) -> None:
    assert world.audit() == Found(HOUR, 2, [])


def test_L9_a_planted_drift_is_found(world: World) -> None:
    world.spoil(CODE, Tally(humans=5, bots=0))
    assert world.audit().drifting == [Off(CODE, HOUR, humans=2, bots=-1)]


def test_L9_a_missing_hour_is_a_drift(world: World) -> None:
    del world.table.hour_items[OTHER, HOUR]
    assert world.audit().drifting == [Off(OTHER, HOUR, humans=-1, bots=0)]


def test_statistics_that_were_erased_do_not_drift(world: World) -> None:
    world.table.forget(OTHER)
    assert world.audit() == Found(HOUR, 2, [])


def test_late_clicks_that_wait_for_the_roll_up_do_not_drift(world: World) -> None:
    world.arrive(a_click(6))
    assert world.audit() == Found()
    world.roll_up()
    assert world.audit() == Found(HOUR, 2, [])


def test_clicks_that_come_while_the_hour_is_counted_do_not_drift(world: World) -> None:
    """The consumer's next segment, between the reading of the promises and of the hours."""
    hours = world.table.hours

    def meanwhile(code: str, *, first: str, last: str, consistent: bool = True) -> object:
        world.arrive(a_click(7))
        world.roll_up()
        return hours(code, first=first, last=last, consistent=consistent)

    world.table.hours = meanwhile  # type: ignore[assignment, method-assign]  # once
    assert world.audit() == Found()
    world.table.hours = hours  # type: ignore[method-assign]  # as it was
    assert world.audit() == Found(HOUR, 2, [])


def test_the_audit_moves_on_and_sees_every_hour_with_clicks_once(world: World) -> None:
    world.arrive(a_click(8, hour=LATER))
    world.roll_up()
    assert [world.audit().hour for _ in range(4)] == [HOUR, LATER, "", ""]


def test_an_hour_settles_before_it_is_audited(world: World) -> None:
    world.clock.time = end_of(HOUR) + SETTLED
    assert world.audit().hour == HOUR
    world.place.hour = ""
    world.clock.advance(-1)
    assert world.audit() == Found()


def test_an_hour_the_roll_up_gave_up_holds_nobody_up(world: World) -> None:
    world.arrive(a_click(9))  # never rolled up
    world.clock.time = end_of(HOUR) + FORGOTTEN
    assert world.audit() == Found()
    assert world.place.hour > HOUR


def test_of_large_hours_a_part_each_and_after_so_many_hours_every_link() -> None:
    world, seen = World(), set[str]()
    codes = [f"code{n}" for n in range(40)]
    hours = [f"2026-11-23T{n:02}" for n in range(4)]
    for hour in hours:
        world.arrive(*[a_click(n, code=code, hour=hour) for n, code in enumerate(codes)])
    world.roll_up()
    for hour in hours:
        for code in codes:
            tally = Tally(humans=9)
            world.table.put_hours(hour, [(code, Weighed(99, tally))])
        found = world.audit(largest=10)
        assert 0 < found.checked < len(codes)
        seen |= {each.code for each in found.drifting}
    assert seen == set(codes)
