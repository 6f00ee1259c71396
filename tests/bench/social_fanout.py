"""P6, P10: what bringing a tweet into timelines uses, beside raw ``ZADD`` of the same Valkey."""

import time
from collections.abc import Sequence
from statistics import median
from typing import Any

import valkey
from moto import mock_aws

from core.resp import RespClient
from infra.sizing.valkey import COMPACT_SORTED_SETS
from social.adapters.timelines import BATCH, ValkeyTimelines, timeline_key
from social.ids import id_at, ms_of
from social.timeline.ports import LENGTH
from tests.conftest import start_valkey
from tests.fakes.social_timeline import START

from .graph import name
from .table import Row, at_most
from .writing_units import FOLLOWERS, brought, metered, posted

OWNERS = 5_000
PAIRS = 7
SHARE = 0.70
KILOBYTES = 16


def fanout_rows() -> Sequence[Row]:
    server = start_valkey(port=None, **COMPACT_SORTED_SETS)
    try:
        trips: list[int] = []
        client = RespClient(
            endpoint=f"{server.host}:{server.port}", budget=60.0, on_trip=trips.append
        )
        timelines = ValkeyTimelines(client=client)
        owners = [name(number) for number in range(OWNERS)]
        _build(timelines, owners)
        _build(ValkeyTimelines(client=client, kind="raw"), owners)
        with valkey.Valkey(host=server.host, port=server.port) as raw:
            timelines.push(owners[:1], _id(LENGTH), "author")  # the node knows the script
            trips.clear()
            before = _calls(raw)
            timelines.push(owners, _id(LENGTH + 1), "author")
            requests, used = _calls(raw) - before, len(trips)
            size = int(str(raw.memory_usage(timeline_key("home", owners[0]))))
        return [
            at_most("P6", "fan-out: Valkey requests per follower", requests / OWNERS, 1),
            at_most(
                "P6",
                "fan-out: write units per follower",
                write_units(timelines),
                0,
                how=f"both hops on counted tables, {FOLLOWERS} followers; timelines are in Valkey",
            ),
            at_most(
                "P6",
                f"fan-out: round trips per {BATCH}",
                used / (OWNERS / BATCH),
                2,
                how=f"{OWNERS:,} timelines of {LENGTH}",
            ),
            _rate(client, timelines, owners),
            at_most("P10", f"{LENGTH} entries in Valkey, KB", size / 1024, KILOBYTES),
        ]
    finally:
        server.stop()


def write_units(timelines: ValkeyTimelines) -> float:
    """What tables are asked to write per follower, from a posted tweet to all homes."""
    with mock_aws():
        meter = metered()
        entry = posted(meter)
        meter.clear()
        brought(meter, entry, timelines)
        if not meter.trips:
            raise AssertionError("the fan-out asked no table for the followers")
        return meter.writes / FOLLOWERS


def _build(timelines: ValkeyTimelines, owners: Sequence[str]) -> None:
    ids = [_id(number) for number in range(LENGTH)][::-1]
    for owner in owners:
        timelines.begin(owner, "t")
        timelines.finish(owner, "t", ids, complete=False)


def _rate(client: RespClient, timelines: ValkeyTimelines, owners: Sequence[str]) -> Row:
    """Pairs in turn: one script call per timeline, and one bare ``ZADD`` into one as long."""
    shares = []
    for pair in range(PAIRS):
        entry_id = _id(2 * LENGTH + pair)
        started = time.perf_counter()
        for first in range(0, len(owners), BATCH):
            client.pipeline(
                [
                    ("ZADD", timeline_key("raw", owner), ms_of(entry_id), entry_id)
                    for owner in owners[first : first + BATCH]
                ]
            )
        bare = time.perf_counter() - started
        started = time.perf_counter()
        timelines.push(owners, entry_id, "author")
        shares.append(bare / (time.perf_counter() - started))
        _trim(client, owners)
    share = median(shares)
    return Row(
        measure="P6",
        what="fan-out: share of the raw pipelined ZADD rate",
        now=f"{share:.2f}",
        target=f"≥ {SHARE}",
        ok=share >= SHARE,
        value=share,
        limit=SHARE,
        how=f"{PAIRS} pairs of {OWNERS:,}, min {min(shares):.2f}, max {max(shares):.2f}; "
        "the script also looks, trims, and asks who is online",
    )


def _trim(client: RespClient, owners: Sequence[str]) -> None:
    """As long as before; the script trims by itself."""
    for first in range(0, len(owners), BATCH):
        keys = [timeline_key("raw", owner) for owner in owners[first : first + BATCH]]
        client.pipeline([("ZREMRANGEBYRANK", key, 0, -LENGTH - 1) for key in keys])


def _id(number: int) -> str:
    return id_at(START + number * 1000, noise=number)


def _calls(raw: valkey.Valkey) -> int:
    stats: Any = raw.info("commandstats")  # by the name of the command
    return int(stats["cmdstat_evalsha"]["calls"])
