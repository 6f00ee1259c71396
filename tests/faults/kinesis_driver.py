"""A Kinesis stream and its event source mapping in one process, with everything that goes wrong.

Delivers as AWS documents it ("How Lambda processes records from Kinesis"): per shard in order, or
with a ``ParallelizationFactor`` in order per partition key, as many batches beside each other; a
failing batch again until it succeeds, its retries or its records' age run out, halved where
``BisectBatchOnFunctionError`` says so, from the first reported item with
``ReportBatchItemFailures``; what is given up goes to the failure destination as metadata only.
"""

import base64
import random
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Any: a Lambda event, the properties of AWS::Lambda::EventSourceMapping.
Event = dict[str, Any]
Handler = Callable[[Event], Any]
Properties = Mapping[str, Any]

FOREVER = -1


@dataclass(frozen=True, slots=True)
class Stored:
    sequence: int
    key: str
    data: bytes
    at: float = 0.0


@dataclass
class Lane:
    """What is read in order: a shard, or a part of its partition keys."""

    records: list[Stored] = field(default_factory=list)
    read: int = 0

    @property
    def finished(self) -> bool:
        return self.read >= len(self.records)


@dataclass
class Shard:
    lanes: list[Lane]
    parents: tuple[str, ...] = ()

    @property
    def finished(self) -> bool:
        return all(lane.finished for lane in self.lanes)


@dataclass
class KinesisDriver:
    """``properties`` as in the template; ``rng`` chooses shards, lanes and sizes of batches."""

    properties: Properties
    rng: random.Random
    shards: dict[str, Shard] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    given_up: list[Event] = field(default_factory=list)
    invocations: int = 0
    now: float = 0.0
    _sequence: int = 49_590_338_271_490_256_608_559_692_538_361_571_095_921_575_989_136_588_898

    def __post_init__(self) -> None:
        self.reshard(1)

    def put(self, data: bytes, *, key: str) -> None:
        """A producer's call; calling twice is a producer's retry with a new sequence number."""
        self._sequence += self.rng.randrange(1, 10)
        shard = self.shards[self.open[_spread(key, len(self.open))]]
        lane = shard.lanes[_spread(key[::-1], len(shard.lanes))]
        lane.records.append(Stored(self._sequence, key, data, self.now))

    def reshard(self, count: int) -> None:
        """The open shards are closed; children are read once their parents are finished."""
        parents = tuple(self.open)
        first = len(self.shards)
        self.open = [f"shardId-{first + n:012d}" for n in range(count)]
        for name in self.open:
            lanes = [Lane() for _ in range(self.properties.get("ParallelizationFactor", 1))]
            self.shards[name] = Shard(lanes, parents)

    def deliver(self, handler: Handler) -> bool:
        """One batch of one lane with all its retries; False if nothing is left to read."""
        ready = [
            (name, lane)
            for name, shard in self.shards.items()
            for lane in shard.lanes
            if not lane.finished and self._may_be_read(shard)
        ]
        if not ready:
            return False
        name, lane = self.rng.choice(ready)
        most = min(self.properties.get("BatchSize", 100), len(lane.records) - lane.read)
        batch = lane.records[lane.read : lane.read + self.rng.randint(1, most)]
        self._process(handler, name, batch)
        lane.read += len(batch)
        return True

    def redeliver(self, handler: Handler) -> None:
        """A lease that was lost: records that were read are read again, cut anywhere."""
        read = [(name, lane) for name, s in self.shards.items() for lane in s.lanes if lane.read]
        if read:
            name, lane = self.rng.choice(read)
            first = self.rng.randrange(lane.read)
            last = self.rng.randint(first + 1, lane.read)
            self._process(handler, name, lane.records[first:last])

    def drain(self, handler: Handler) -> None:
        while self.deliver(handler):
            pass

    def _may_be_read(self, shard: Shard) -> bool:
        return all(self.shards[parent].finished for parent in shard.parents)

    def _process(self, handler: Handler, shard: str, batch: list[Stored]) -> None:
        retries = self.properties.get("MaximumRetryAttempts", FOREVER)
        oldest = self.properties.get("MaximumRecordAgeInSeconds", FOREVER)
        attempt = 0
        while batch:
            if oldest != FOREVER:
                old = [each for each in batch if self.now - each.at > oldest]
                self._give_up(shard, old)
                batch = [each for each in batch if each not in old]
            failed_from = self._invoke(handler, shard, batch)
            if failed_from is None:
                return None
            if failed_from:
                batch, attempt = batch[failed_from:], 0
                continue
            attempt += 1
            if retries != FOREVER and attempt > retries:
                return self._give_up(shard, batch)
            if self.properties.get("BisectBatchOnFunctionError") and len(batch) > 1:
                half = len(batch) // 2
                self._process(handler, shard, batch[:half])
                batch, attempt = batch[half:], 0
        return None

    def _invoke(self, handler: Handler, shard: str, batch: list[Stored]) -> int | None:
        """None for success, else the index of the first record to deliver again."""
        if not batch:
            return None
        self.invocations += 1
        try:
            answer = handler(event_of(shard, batch))
        except Exception:
            return 0
        if "ReportBatchItemFailures" not in self.properties.get("FunctionResponseTypes", ()):
            return None
        failed = {each["itemIdentifier"] for each in (answer or {}).get("batchItemFailures", ())}
        places = [n for n, each in enumerate(batch) if str(each.sequence) in failed]
        return min(places) if places else None

    def _give_up(self, shard: str, batch: list[Stored]) -> None:
        destination = self.properties.get("DestinationConfig", {}).get("OnFailure")
        if batch and destination:
            self.given_up.append(
                {
                    "shardId": shard,
                    "startSequenceNumber": str(batch[0].sequence),
                    "endSequenceNumber": str(batch[-1].sequence),
                    "batchSize": len(batch),
                }
            )


def _spread(key: str, over: int) -> int:
    """The same place for the same key."""
    return zlib.crc32(key.encode()) % over


def event_of(shard: str, batch: list[Stored]) -> Event:
    return {
        "Records": [
            {
                "eventID": f"{shard}:{each.sequence}",
                "eventSource": "aws:kinesis",
                "kinesis": {
                    "sequenceNumber": str(each.sequence),
                    "partitionKey": each.key,
                    "data": base64.b64encode(each.data).decode(),
                    "approximateArrivalTimestamp": each.at,
                },
            }
            for each in batch
        ]
    }
