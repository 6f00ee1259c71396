"""What counting a click takes of Lambda: the product's own code on drawn clicks, CPU and trips.

The counter writes its live counters into a real Valkey; DynamoDB is a fake, each call paid with its
modelled wait and with botocore's own CPU, measured against a socket that answers at once. The
roll-up adds up a smaller hour: links and clicks shrunk alike, so that the share of links with a
click stays.
"""

import json
import time
import tracemalloc
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from typing import Any

import boto3

from contracts.tables.links_clicks import place
from core.ids import RandomIds
from core.valkey import ValkeyCache
from infra.config import PROD
from links.adapters.click_store import AT_ONCE, DynamoClicks
from links.counting.clicked import read_click
from links.counting.consuming import ClickConsumer, Record
from links.counting.live import ValkeyCounters
from links.counting.parts import LARGEST, parts_of
from links.counting.rollup import RollUp, Weighed
from tests.conftest import start_valkey
from tests.fakes.clicks import FakeClicks, FakeLiveCounters, FakePrewarmer, FakeQuarantine
from tests.fakes.core import FakeClock

from .cost import DYNAMODB_MS, VALKEY_MS, WHOLE_PROCESSOR_MB
from .links_clicks import BATCH, CLICKS, HOUR, LINKS, SHARD, WRITES_PER_BATCH, Crowd
from .redirect_rig import instant_aws
from .table import Row, at_most

SHRUNK = 100
PARTS = len(parts_of(HOUR, CLICKS))
BATCHES = 4
PUTS = 1_000
AGENTS = 2_000  # user agents that differ
ROLLUP_TIMEOUT = 300.0
START_MS = int(datetime.strptime(HOUR, "%Y-%m-%dT%H").replace(tzinfo=UTC).timestamp()) * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingCost:
    """Per click: milliseconds of CPU (of a whole processor) and of waiting, and GB-seconds.

    ``rollup_bytes`` is the roll-up's peak per click of one part of the hour, ``rollup_read_units``
    are those of its segments, which each part reads anew.
    """

    counter_cpu_ms: float
    counter_wait_ms: float
    rollup_cpu_ms: float
    rollup_wait_ms: float
    rollup_bytes: float
    rollup_read_units: float

    @property
    def counter_ms(self) -> float:
        return billed_ms(self.counter_cpu_ms, self.counter_wait_ms, PROD.counter_memory_mb)

    @property
    def rollup_ms(self) -> float:
        return billed_ms(self.rollup_cpu_ms, self.rollup_wait_ms, PROD.rollup_memory_mb)

    @property
    def gb_seconds(self) -> float:
        counter = self.counter_ms * PROD.counter_memory_mb
        return (counter + self.rollup_ms * PROD.rollup_memory_mb) / 1000 / 1024


def billed_ms(cpu_ms: float, wait_ms: float, memory_mb: int) -> float:
    """Less memory is less of a processor; more than one processor is no use to one thread."""
    return wait_ms + cpu_ms * max(1.0, WHOLE_PROCESSOR_MB / memory_mb)


def counting_cost() -> CountingCost:
    put_ms = put_cpu_ms()
    counter_cpu, counter_wait = counter(put_ms)
    clicks = CLICKS // SHRUNK
    hour = filled(clicks)
    began = time.process_time()
    roll_up(hour)
    cpu = (time.process_time() - began) * 1000 / clicks
    puts = len(hour.hour_items) / clicks
    reads = PARTS * len(hour.segments) / clicks
    return CountingCost(
        counter_cpu_ms=counter_cpu,
        counter_wait_ms=counter_wait,
        rollup_cpu_ms=cpu + puts * put_ms,
        rollup_wait_ms=puts * DYNAMODB_MS / AT_ONCE + reads * DYNAMODB_MS,
        rollup_bytes=peak_bytes(clicks) * PARTS / clicks,
        rollup_read_units=rollup_read_units(hour, clicks),
    )


def counting_rows(cost: CountingCost) -> list[Row]:
    """Whether the counter and the roll-up keep up with the design document's average."""
    per_shard = 4_000 / max(1, PROD.click_shards)
    how = f"CPU {cost.rollup_cpu_ms:.4f} ms, waiting {cost.rollup_wait_ms:.4f} ms a click"
    return [
        at_most(
            "P4",
            "the counter's time per second of a shard at 4,000/s, s",
            cost.counter_ms * per_shard / 1000,
            1.0,
            how=f"CPU {cost.counter_cpu_ms:.3f} ms, waiting {cost.counter_wait_ms:.3f} ms a click",
        ),
        at_most(
            "P4",
            f"roll-up of one of {PARTS} parts of {CLICKS:,} clicks, s",
            cost.rollup_ms * CLICKS / PARTS / 1000,
            ROLLUP_TIMEOUT,
            how=f"its timeout; {how}; 1/{SHRUNK} of the hour run",
        ),
        at_most(
            "P4",
            f"roll-up of one of {PARTS} parts of {CLICKS:,} clicks, MB",
            cost.rollup_bytes * CLICKS / PARTS / 2**20,
            PROD.rollup_memory_mb,
            how=f"its memory; {cost.rollup_bytes:.0f} bytes a click of the part",
        ),
        Row(
            measure="P4",
            what="read units of the roll-up per click",
            now=f"{cost.rollup_read_units:.4f}",
            target="printed",
            ok=None,
            value=cost.rollup_read_units,
            how=f"each of {PARTS} parts reads the hour's segments",
        ),
    ]


def counter(put_ms: float) -> tuple[float, float]:
    """CPU and waiting per click, in ms."""
    server = start_valkey()
    try:
        cache = _Counted(ValkeyCache(endpoint=f"{server.host}:{server.port}", budget=30.0))
        consumer = ClickConsumer(
            chain=FakeClicks(),
            quarantine=FakeQuarantine(),
            live=ValkeyCounters(cache=cache, on_failure=_refused),
            ids=RandomIds(),
            read=read_click,
        )
        batches = [records(Crowd(n), BATCH, first=n * BATCH) for n in range(BATCHES + 1)]
        consumer.consume(batches[0])  # fills the memory of user agents
        cache.trips = 0
        began = time.process_time()
        for batch in batches[1:]:
            consumer.consume(batch)
        used = (time.process_time() - began) * 1000
    finally:
        server.stop()
    clicks = BATCH * BATCHES
    cpu = used / clicks + WRITES_PER_BATCH * put_ms / BATCH
    return cpu, cache.trips * VALKEY_MS / clicks + WRITES_PER_BATCH * DYNAMODB_MS / BATCH


class _Counted:
    """A cache whose every call is one round trip."""

    def __init__(self, cache: ValkeyCache) -> None:
        self._cache, self.trips = cache, 0

    def add_to_hash(self, key: str, amounts: Mapping[str, int], *, ttl: int) -> None:
        self.trips += 1
        self._cache.add_to_hash(key, amounts, ttl=ttl)

    def add_to_sketch(self, key: str, members: Any, *, ttl: int) -> None:
        """Any: as the cache takes them."""
        self.trips += 1
        self._cache.add_to_sketch(key, members, ttl=ttl)

    def __getattr__(self, name: str) -> Any:  # Any: the cache's other methods, by name
        def call(*args: Any, **kwargs: Any) -> Any:
            self.trips += 1
            return getattr(self._cache, name)(*args, **kwargs)

        return call


def _refused(clicks: int) -> None:
    raise RuntimeError(f"Valkey did not take {clicks} clicks")


def records(crowd: Crowd, number: int, *, first: int) -> list[Record]:
    """As the redirect writes them."""
    return [
        Record(SHARD, place(str(1 + first + n)), _event(crowd, code, n))
        for n, code in enumerate(crowd.codes(number))
    ]


def _event(crowd: Crowd, code: str, number: int) -> bytes:
    click = crowd.click(code)
    system = ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7")[number % 2]
    agent = (
        f"Mozilla/5.0 ({system}) AppleWebKit/537.36 Chrome/{number % AGENTS}.0.0.0 Safari/537.36"
    )
    event = {
        "type": "url.clicked",
        "version": 1,
        "id": f"{click.id:016x}",
        "code": code,
        "at": START_MS + number,
        "country": click.country,
        "referrer": click.referrer,
        "userAgent": agent,
        "visitor": f"{click.id:016x}",
    }
    return json.dumps(event, separators=(",", ":")).encode()


def filled(clicks: int) -> FakeClicks:
    """An hour of ``clicks`` in segments, not rolled up."""
    crowd, table = Crowd(7, links=LINKS * clicks // CLICKS), FakeClicks()
    consumer = ClickConsumer(
        chain=table,
        quarantine=FakeQuarantine(),
        live=FakeLiveCounters(),
        ids=RandomIds(),
        read=read_click,
    )
    for first in range(0, clicks, BATCH):
        consumer.consume(records(crowd, min(BATCH, clicks - first), first=first))
    return table


def roll_up(table: FakeClicks) -> None:
    RollUp(
        segments=table,
        queue=table,
        store=table,
        prewarmer=FakePrewarmer(),
        clock=FakeClock(datetime.fromtimestamp(START_MS / 1000 + 3_900, UTC)),
        ids=RandomIds(),
        largest=LARGEST // SHRUNK,
    ).run()


def rollup_read_units(table: FakeClicks, clicks: int) -> float:
    """Per click: each part of the hour reads its segments."""
    return PARTS * segment_units(table) / clicks


def segment_units(table: FakeClicks) -> float:
    """Read units of all segments, eventually consistent: half a one per 4 KB."""
    return sum(ceil(len(data) / 4096) / 2 for _, data in table.segments.values())


def peak_bytes(clicks: int) -> int:
    """What a run holds at most, over what it begins with; the fake's own items are part of it."""
    table = filled(clicks)
    tracemalloc.start()
    try:
        roll_up(table)
        stored = sum(len(tally) + len(again) for _, tally, again in table.hour_items.values())
        return tracemalloc.get_traced_memory()[1] - stored
    finally:
        tracemalloc.stop()


def put_cpu_ms() -> float:
    """CPU of one conditional put with botocore, the answering socket not counted."""
    tally = Weighed(3, Crowd(3, links=100).tally(14))
    with instant_aws() as aws:
        client = boto3.client(
            "dynamodb",
            endpoint_url=aws.endpoint,
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="b",  # of nobody
        )
        store = DynamoClicks(client=client, table="clicks")
        store.put_day("aB3xY9z", "2026-11-23", tally)
        began = time.thread_time()
        for _ in range(PUTS):
            store.put_day("aB3xY9z", "2026-11-23", tally)
        return (time.thread_time() - began) * 1000 / PUTS
