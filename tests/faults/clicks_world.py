"""Producers, a stream, consumers that crash, roll-ups that are cut, one table."""

import base64
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from contracts.tables.links_clicks import place
from links.counting.clicked import read_click
from links.counting.consuming import ClickConsumer, LiveCounters, Record
from links.counting.parts import LARGEST
from links.counting.rollup import RollUp
from tests.fakes.clicks import (
    Crash,
    Crashing,
    FakeClicks,
    FakeLiveCounters,
    FakePrewarmer,
    FakeQuarantine,
)
from tests.fakes.core import FakeClock, FakeIds
from tests.faults.kinesis_driver import Event, KinesisDriver, Properties

START = datetime(2026, 11, 22, 22, 0, tzinfo=UTC)  # clicks fall on both sides of a midnight
CODES = ("aB3xY9z", "Launch-26", "zZ9")


@dataclass
class World:
    """Consumers and roll-ups come and go; the table, the stream and the bucket stay.

    ``properties`` are those of the stream's event source mapping; ``minutes`` is how far from the
    start clicks may lie, ``largest`` how large a part of an hour may be.
    """

    rng: random.Random
    properties: Properties
    table: FakeClicks = field(default_factory=FakeClicks)
    quarantine: FakeQuarantine = field(default_factory=FakeQuarantine)
    live: LiveCounters = field(default_factory=FakeLiveCounters)
    clock: FakeClock = field(default_factory=lambda: FakeClock(START))
    ids: FakeIds = field(default_factory=FakeIds)
    events: dict[str, str] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    minutes: int = 240
    largest: tuple[int, ...] = (3, 10, LARGEST)

    def __post_init__(self) -> None:
        self.stream = KinesisDriver(self.properties, self.rng)
        self.warm_consumer = self.consumer(self.table)

    def consumer(self, chain: Any, *, remembered: int | None = None) -> ClickConsumer:
        """Any: the table, or a crashing one."""
        return ClickConsumer(
            chain=chain,
            quarantine=self.quarantine,
            live=self.live,
            ids=self.ids,
            read=read_click,
            longest=self.rng.choice((400, 350_000)),
            remembered=self.rng.choice((1, 3, 100)) if remembered is None else remembered,
        )

    def rollup(self, table: Any) -> RollUp:  # Any: the table, or a crashing one
        return RollUp(
            segments=table,
            queue=table,
            store=table,
            prewarmer=FakePrewarmer(),
            clock=self.clock,
            ids=self.ids,
            largest=self.rng.choice(self.largest),
        )

    def click(self) -> None:
        number = next(self.numbers)
        at = START + timedelta(minutes=self.rng.randrange(self.minutes))
        event: dict[str, Any] = {  # Any: JSON
            "id": f"{self.rng.getrandbits(64):016x}",
            "code": self.rng.choice(CODES),
            "at": int(at.timestamp() * 1000),
            "userAgent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36",
            "visitor": f"{number:016x}",
        }
        self.events[event["id"]] = event["code"]
        for _ in range(self.rng.choice((1, 1, 1, 2, 3))):
            self.stream.put(json.dumps(event).encode(), key=event["id"])

    def records(self, event: Event) -> list[Record]:
        """Of a batch, in any order."""
        records = [
            Record(
                each["eventID"].partition(":")[0],
                place(each["kinesis"]["sequenceNumber"]),
                base64.b64decode(each["kinesis"]["data"]),
            )
            for each in event["Records"]
        ]
        self.rng.shuffle(records)
        return records

    def handle(self, event: Event) -> None:
        """One invocation: warm, cold beside a warm one, or killed at some call."""
        records = self.records(event)
        kind = self.rng.random()
        if kind < 0.4:
            self.warm_consumer.consume(records)
        elif kind < 0.6:
            self.consumer(self.table).consume(records)
        else:
            at, after = self.rng.randrange(1, 12), self.rng.random() < 0.5
            self.consumer(Crashing(self.table, at=at, after=after)).consume(records)

    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.stream.now += seconds

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

    def lost(self) -> int:
        """Clicks that are in no hour."""
        hours = [self.table.hours(code, first="", last="~") for code in CODES]
        return len(self.events) - sum(each.tally.humans for its in hours for each in its.values())

    def assert_counted(self) -> None:
        for code in CODES:
            expected = sum(1 for its in self.events.values() if its == code)
            hours = self.table.hours(code, first="", last="~").values()
            days = self.table.days(code).values()
            assert sum(each.tally.humans for each in hours) == expected
            assert sum(each.tally.humans for each in days) == expected
        assert self.table.marks == {}
