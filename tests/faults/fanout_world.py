"""Fan-out as it is wired, on fakes that crash and streams that deliver again."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.stream_records import Record, records_of
from social.adapters.tweet_items import entry_of, item_of
from social.model import Entry
from social.timeline.consuming import ChangeConsumer, TaskConsumer
from social.timeline.fanning import FanOut, FanOutWork
from social.timeline.following import Follows
from social.timeline.tasks import Task, encode
from tests.fakes.social_copies import FakeCopies, FakeHotCache
from tests.fakes.social_live import FakeBell
from tests.fakes.social_timeline import FakeTables, FakeTimelines, FakeWork
from tests.faults.kinesis_driver import KinesisDriver

AS_DEPLOYED = {"BatchSize": 100, "ParallelizationFactor": 1}
AUTHOR = "author"


class Crash(Exception):
    """The function was killed here."""


@dataclass
class Quarantined:
    kept: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def keep(self, record: Record, *, reason: str) -> None:
        self.kept[record.place] = (record.data, reason)


@dataclass
class CrashingTimelines(FakeTimelines):
    """Pushes some of the owners and dies, every now and then."""

    rng: random.Random | None = None
    crashes: int = 12

    def push(self, owners: Sequence[str], entry_id: str, author_id: str) -> Sequence[str]:
        if self.rng and self.crashes and self.rng.random() < 0.3:
            self.crashes -= 1
            super().push(owners[: self.rng.randrange(len(owners) + 1)], entry_id, author_id)
            raise Crash
        return super().push(owners, entry_id, author_id)


@dataclass
class StreamedWork(FakeWork):
    """Puts tasks into the driver's streams; may die after some of them are in."""

    rng: random.Random = field(default_factory=random.Random)
    crashing: bool = False
    crashes: int = 12

    def __post_init__(self) -> None:
        self.lanes = {wide: KinesisDriver(AS_DEPLOYED, self.rng) for wide in (False, True)}

    def put(self, tasks: Sequence[Task], *, wide: bool) -> None:
        some = tasks
        if self.crashing and self.crashes and self.rng.random() < 0.3:
            self.crashes -= 1
            some = tasks[: self.rng.randrange(len(tasks) + 1)]
        for task in some:
            self.lanes[wide].put(encode(task), key="task")
        if len(some) < len(tasks):
            raise Crash


class World:
    def __init__(self, seed: int, *, crashing: bool) -> None:
        self.rng = random.Random(seed)
        self.tables = FakeTables()
        self.homes = CrashingTimelines(rng=self.rng if crashing else None)
        self.recents = FakeTimelines()
        self.work = StreamedWork(rng=self.rng, crashing=crashing)
        self.stream = KinesisDriver(AS_DEPLOYED, self.rng)
        self.quarantine = Quarantined()
        self.copies = FakeCopies(FakeHotCache(self.tables, self.homes, self.recents))
        self.changes = ChangeConsumer(
            entry_of=lambda item: entry_of(dict(item)),
            fan_out=FanOut(
                followers=self.tables, work=self.work, homes=self.homes, recents=self.recents
            ),
            follows=Follows(
                edges=self.tables,
                authors=self.tables,
                homes=self.homes,
                circles=self.copies,
                standing=self.tables.standing,
            ),
            copies=self.copies,
            quarantine=self.quarantine,
        )
        self.tasks = TaskConsumer(
            work=FanOutWork(
                followers=self.tables, work=self.work, homes=self.homes, bell=FakeBell()
            ),
            quarantine=self.quarantine,
        )

    def fan(self, name: str, *, shard: int = 0) -> None:
        self.tables.follow(name, AUTHOR)
        self.tables.shards[(name, AUTHOR)] = shard
        self.homes.lists.setdefault(name, [])
        self.homes.complete.add(name)

    def post(self, author: str = AUTHOR) -> Entry:
        entry = self.tables.post(author)
        self.stream.put(record(entry), key=entry.id)
        return entry

    def edge(self, user: str, *, there: bool) -> None:
        if there:
            self.tables.follow(user, AUTHOR)
        else:
            self.tables.unfollow(user, AUTHOR)
        image = {"pk": {"S": f"f#{user}"}, "sk": {"S": AUTHOR}, "at": {"N": "1"}}
        images = {"NewImage": image} if there else {"OldImage": image}
        keys = {name: image[name] for name in ("pk", "sk")}
        self.stream.put(json.dumps({"dynamodb": {"Keys": keys, **images}}).encode(), key=user)

    def settle(self) -> None:
        everything = [self.stream, *self.work.lanes.values()]
        handlers = [handled(self.changes), *[handled(self.tasks)] * 2]
        again = 5
        while any(driver.deliver(its) for driver, its in zip(everything, handlers, strict=True)):
            if again and self.rng.random() < 0.5:
                again -= 1
                driver, its = self.rng.choice(list(zip(everything, handlers, strict=True)))
                driver.redeliver(its)


def record(entry: Entry, *, before: Entry | None = None) -> bytes:
    keys = {"id": {"S": entry.id}}
    old = {"OldImage": item_of(before)} if before else {}
    return json.dumps({"dynamodb": {"Keys": keys, "NewImage": item_of(entry), **old}}).encode()


def handled(consumer: ChangeConsumer | TaskConsumer) -> Any:  # Any: a Lambda handler
    def handler(event: dict[str, Any]) -> None:
        consumer.consume(records_of(event))

    return handler
