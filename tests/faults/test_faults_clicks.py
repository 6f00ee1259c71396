"""Clicks under every schedule of failures: totals equal distinct events (X5, L9)."""

import base64
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from contracts.tables.links_clicks import place
from links.counting.clicked import read_click
from links.counting.consuming import ClickConsumer, Record
from links.counting.rollup import RollUp, Weighed
from links.counting.tallies import Tally
from tests.fakes.clicks import (
    Crash,
    Crashing,
    FakeClicks,
    FakeLiveCounters,
    FakePrewarmer,
    FakeQuarantine,
    a_click,
)
from tests.fakes.core import FakeClock, FakeIds
from tests.faults.kinesis_driver import KinesisDriver, Properties

START = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)  # clicks fall on both sides of a midnight
CODES = ("aB3xY9z", "Launch-26", "zZ9")
AS_DEPLOYED = {"BatchSize": 10_000, "ParallelizationFactor": 1}
BISECTING = {**AS_DEPLOYED, "BisectBatchOnFunctionError": True}


@dataclass
class World:
    """Consumers and roll-ups come and go; the table, the stream and the bucket stay."""

    rng: random.Random
    properties: Properties = field(default_factory=lambda: AS_DEPLOYED)
    table: FakeClicks = field(default_factory=FakeClicks)
    quarantine: FakeQuarantine = field(default_factory=FakeQuarantine)
    live: FakeLiveCounters = field(default_factory=FakeLiveCounters)
    clock: FakeClock = field(default_factory=lambda: FakeClock(START))
    ids: FakeIds = field(default_factory=FakeIds)
    events: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.stream = KinesisDriver(self.properties, self.rng)
        self.warm_consumer = self.consumer(self.table)

    def consumer(self, chain: Any) -> ClickConsumer:  # Any: the table, or a crashing one
        return ClickConsumer(
            chain=chain,
            quarantine=self.quarantine,
            live=self.live,
            ids=self.ids,
            read=read_click,
            longest=self.rng.choice((400, 350_000)),
        )

    def rollup(self, table: Any) -> RollUp:  # Any: the table, or a crashing one
        return RollUp(
            segments=table,
            queue=table,
            store=table,
            prewarmer=FakePrewarmer(),
            clock=self.clock,
            ids=self.ids,
        )

    def click(self) -> None:
        number = next(self.numbers)
        at = START + timedelta(minutes=self.rng.randrange(240))
        event: dict[str, Any] = {  # Any: JSON
            "id": f"{self.rng.getrandbits(64):016x}",
            "code": self.rng.choice(CODES),
            "at": int(at.timestamp() * 1000),
            "userAgent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36",
            "visitor": f"{number:016x}",
        }
        self.events[event["id"]] = event["code"]
        for _ in range(self.rng.choice((1, 1, 1, 2, 3))):
            self.stream.put(json.dumps(event).encode())

    def handle(self, event: dict[str, Any]) -> None:
        """One invocation: warm, cold beside a warm one, or killed at some call."""
        records = [
            Record(
                each["eventID"].partition(":")[0],
                place(each["kinesis"]["sequenceNumber"]),
                base64.b64decode(each["kinesis"]["data"]),
            )
            for each in event["Records"]
        ]
        self.rng.shuffle(records)
        kind = self.rng.random()
        if kind < 0.4:
            self.warm_consumer.consume(records)
        elif kind < 0.6:
            self.consumer(self.table).consume(records)
        else:
            at, after = self.rng.randrange(1, 12), self.rng.random() < 0.5
            self.consumer(Crashing(self.table, at=at, after=after)).consume(records)

    def run_rollup(self) -> None:
        at = self.rng.choice((0, 0, self.rng.randrange(1, 30)))
        try:
            self.rollup(Crashing(self.table, at=at, after=self.rng.random() < 0.5)).run()
        except Crash:
            return

    def finish(self) -> None:
        self.stream.drain(self.handle)
        self.clock.time = START + timedelta(days=2)
        for _ in range(3):
            self.rollup(self.table).run()

    def assert_counted(self) -> None:
        for code in CODES:
            expected = sum(1 for its in self.events.values() if its == code)
            hours = self.table.hours(code, first="", last="~").values()
            days = self.table.days(code).values()
            assert sum(each.tally.humans for each in hours) == expected
            assert sum(each.tally.humans for each in days) == expected
        assert self.table.marks == {}


@pytest.mark.parametrize("seed", range(200))
def test_L9_X5_hours_days_and_total_equal_distinct_events(seed: int) -> None:
    """Duplicates, shuffles, crashes before and after each effect, replays, reshards, redrives."""
    rng = random.Random(seed)
    world = World(rng, rng.choice((AS_DEPLOYED, BISECTING)))
    steps: list[Callable[[], object]] = [
        world.click,
        world.click,
        world.click,
        lambda: world.stream.deliver(world.handle),
        lambda: world.stream.redeliver(world.handle),
        lambda: world.stream.reshard(rng.randint(1, 3)),
        world.run_rollup,
        lambda: world.clock.advance(rng.randrange(3_000)),
    ]
    for _ in range(rng.randrange(40, 120)):
        rng.choice(steps)()
    world.finish()
    world.assert_counted()


def test_X5_only_the_corrupt_record_is_set_aside_with_reason_and_content() -> None:
    world = World(random.Random(7))
    for _ in range(5):
        world.click()
    world.stream.put(b"no click")
    for _ in range(5):
        world.click()
    world.finish()
    world.assert_counted()
    ((reason, content),) = world.quarantine.kept.values()
    assert content == b"no click"
    assert "JSON" in reason


def test_L9_an_older_roll_up_that_finishes_last_erases_no_late_clicks() -> None:
    table = FakeClicks()
    newer, older = Tally(humans=3), Tally(humans=2)
    table.put_hours("2026-11-23T11", [("aB3xY9z", Weighed(2, newer))])
    table.put_hours("2026-11-23T11", [("aB3xY9z", Weighed(1, older))])
    assert table.hours("aB3xY9z", first="", last="~")["2026-11-23T11"].tally.humans == 3


def test_L9_a_redrive_after_the_roll_up_changes_nothing() -> None:
    world = World(random.Random(3))
    for _ in range(30):
        world.click()
    world.finish()
    before = dict(world.table.day_items)
    for _ in range(20):
        world.stream.redeliver(world.handle)
    world.finish()
    assert world.table.day_items == before


def test_L9_clicks_that_come_after_their_day_was_rolled_up_are_added() -> None:
    world = World(random.Random(5))
    for _ in range(20):
        world.click()
    world.finish()
    world.click()
    world.finish()
    world.assert_counted()


def test_live_counters_count_each_record_once() -> None:
    world = World(random.Random(11))
    world.click()
    data = world.stream.shards["shardId-000000000000"].records[0].data
    record = Record("s", place("1"), data)
    for _ in range(3):
        world.consumer(world.table).consume([record])
    assert len(world.live.counted) == 1


def test_a_promise_that_is_not_kept_leaves_its_hour_due() -> None:
    world = World(random.Random(1))
    click = a_click(1)
    chain = Crashing(world.table, at=4)  # end, promise, mark, and killed before the segment
    consumer = ClickConsumer(
        chain=chain,
        quarantine=world.quarantine,
        live=world.live,
        ids=world.ids,
        read=lambda _data: click,
    )
    with pytest.raises(Crash):
        consumer.consume([Record("s", place("1"), b"")])
    world.clock.time = START + timedelta(days=2)
    world.rollup(world.table).run()
    assert click.hour in world.table.marks
