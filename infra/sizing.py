"""How large a thing has to be for so much traffic: shards, warm tables, concurrency, quotas.

``docs/quotas.md`` is written from here (``python -m infra.sizing``), and a test holds it to it.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from types import MappingProxyType

# What one Kinesis shard takes per second (AWS, "Quotas and limits" of Kinesis Data Streams).
SHARD_RECORDS = 1_000
SHARD_BYTES = 1_000_000
# Of what a shard takes. Partition keys are random, so shards differ little; what one refuses all
# the same is kept in the table and comes later.
FULL = 0.8

# A sorted set of 800 members of 19 digits stays one listpack of 16 KB; with Valkey's default of 128
# entries it would take several times that.
COMPACT_SORTED_SETS = {"zset-max-listpack-entries": "1024", "zset-max-listpack-value": "64"}
TIMELINE_BYTES = 16 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Peaks:
    """Requests per second at the busiest moment."""

    redirects: int
    links: int
    tweets: int
    homes: int
    reactions: int  # the design document has none: one for each tweet


# The design document's.
PEAKS = Peaks(redirects=8_000, links=80, tweets=5_000, homes=60_000, reactions=5_000)

# How long one invocation takes, in ms, and what one request uses; the bench counts the same.
REDIRECT_MS, HOME_MS, API_MS = 12, 7, 25
NEARBY_MS = 16  # a redirect in a region that is not home: its replica and its stream
TWEET_ITEM_UNITS = 3.0  # the item in a transaction, and its index
TWEET_COUNT_UNITS = 2.0  # its author's counter, in the same transaction
REACTION_UNITS = 6.0  # edge and counter in one transaction, the edge's index, and undoing some
SEARCH_UNITS = 1.7
TASK_BYTES = 1024  # a task says where to read its followers, not who they are
CHANGE_BYTES = 1024
CHANGES_PER_WRITE = 2  # of a tweet or a reaction: itself, and a counter


def shards_for(*, per_second: float, record_bytes: int) -> int:
    """Shards of a stream whose peak is ``per_second`` records of ``record_bytes``; at least one."""
    by_records = per_second / (SHARD_RECORDS * FULL)
    by_bytes = per_second * record_bytes / (SHARD_BYTES * FULL)
    return max(1, ceil(by_records), ceil(by_bytes))


def social_shards(peaks: Peaks) -> int:
    changes = (peaks.tweets + peaks.reactions) * CHANGES_PER_WRITE
    return shards_for(per_second=changes, record_bytes=CHANGE_BYTES)


def social_work_shards(peaks: Peaks) -> int:
    """Two lanes of the same size."""
    return 2 * ceil(shards_for(per_second=peaks.tweets, record_bytes=TASK_BYTES) / 2)


def concurrency(*, per_second: float, ms: float) -> int:
    """Invocations at once, by Little's law, with room to spare."""
    return ceil(per_second * ms / 1000 / FULL)


@dataclass(frozen=True, slots=True)
class Warm:
    """Units per second that a table serves from its first second on."""

    reads: int
    writes: int


# What a table on demand serves at once when it is new (AWS, "Initial throughput").
NEW_TABLE = Warm(reads=12_000, writes=4_000)


def warm_tables(peaks: Peaks) -> Mapping[str, Warm]:
    """By contract; only tables of which more is asked than a new one gives."""
    writes = {
        "tweets": peaks.tweets * TWEET_ITEM_UNITS,
        "reactions": peaks.tweets * TWEET_COUNT_UNITS + peaks.reactions * REACTION_UNITS,
        "social-postings": peaks.tweets * SEARCH_UNITS,
    }
    needed = {name: ceil(units / FULL) for name, units in writes.items()}
    return MappingProxyType(
        {
            name: Warm(reads=NEW_TABLE.reads, writes=units)
            for name, units in needed.items()
            if units > NEW_TABLE.writes
        }
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """``given`` is what a new account has, as far as we know: Service Quotas tells."""

    service: str
    name: str
    given: int
    needed: int
    why: str

    @property
    def raised(self) -> bool:
        return self.needed > self.given


def quotas(peaks: Peaks) -> Iterator[Quota]:
    """Of one region, for ``peaks`` all at the same moment."""
    requests = peaks.redirects + peaks.links + peaks.tweets + peaks.homes + peaks.reactions
    warm = warm_tables(peaks)
    yield Quota(
        service="API Gateway",
        name="Throttle rate",
        given=10_000,
        needed=requests,
        why="all requests; redirects by function URL take their share away",
    )
    yield Quota(
        service="Lambda",
        name="Concurrent executions",
        given=1_000,
        needed=_at_once(peaks),
        why="requests by their time, one invocation per shard and consumer",
    )
    yield Quota(
        service="DynamoDB",
        name="Table-level write throughput",
        given=40_000,
        needed=max(each.writes for each in warm.values()),
        why="the busiest table: " + max(warm, key=lambda name: warm[name].writes),
    )
    yield Quota(
        service="DynamoDB",
        name="Account-level write throughput",
        given=80_000,
        needed=sum(each.writes for each in warm.values()),
        why="all warm tables",
    )
    yield Quota(
        service="Kinesis",
        name="Shards per region",
        given=500,
        needed=clicks_shards(peaks) + social_shards(peaks) + social_work_shards(peaks),
        why="clicks, changes and the fan-out's tasks",
    )
    yield Quota(
        service="CloudFront",
        name="Requests per second per distribution",
        given=250_000,
        needed=requests,
        why="all requests; pictures and video come on top",
    )


def _at_once(peaks: Peaks) -> int:
    """Invocations: of requests, and one per shard for each consumer of a stream."""
    return (
        concurrency(per_second=peaks.redirects, ms=REDIRECT_MS)
        + concurrency(per_second=peaks.homes, ms=HOME_MS)
        + concurrency(per_second=peaks.links + peaks.tweets + peaks.reactions, ms=API_MS)
        + clicks_shards(peaks)
        + 5 * social_shards(peaks)
        + social_work_shards(peaks)
    )


def quotas_elsewhere(peaks: Peaks) -> Iterator[Quota]:
    """Of a region that only redirects. It may have to take all redirects, if others are out."""
    yield Quota(
        service="API Gateway",
        name="Throttle rate",
        given=10_000,
        needed=peaks.redirects,
        why="all redirects, while the other regions are out",
    )
    yield Quota(
        service="Lambda",
        name="Concurrent executions",
        given=1_000,
        needed=concurrency(per_second=peaks.redirects, ms=NEARBY_MS) + clicks_shards(peaks),
        why="redirects by their time, one invocation per shard",
    )
    yield Quota(
        service="Kinesis",
        name="Shards per region",
        given=500,
        needed=clicks_shards(peaks),
        why="the region's own clicks, until they are sent home",
    )


def clicks_shards(peaks: Peaks, *, record_bytes: int = 512) -> int:
    return shards_for(per_second=peaks.redirects, record_bytes=record_bytes)


def page(peaks: Peaks) -> str:
    """``docs/quotas.md``."""
    tables = "\n".join(
        f"| `{name}` | {each.reads:,} | {each.writes:,} |"
        for name, each in warm_tables(peaks).items()
    )
    return f"""# Quotas and sizes for the design document's peaks

Written by `python -m infra.sizing`; do not edit. Peaks per second: {peaks.redirects:,} redirects,
{peaks.links:,} new links, {peaks.tweets:,} tweets, {peaks.homes:,} homes, and as many reactions as
tweets. Nothing is planned fuller than {FULL:.0%}.

## What to ask of AWS

"Given" is a new account's, as far as we know; Service Quotas tells yours. Ask weeks before.
In the home region, or the only one:

{_rows(quotas(peaks))}

In each further region ([regions](regions.md)), which only redirects:

{_rows(quotas_elsewhere(peaks))}

## Shards

| setting | shards | now in prod |
|---|---|---|
| `click_shards` | {clicks_shards(peaks)} | the same, in each region |
| `social_shards` | {social_shards(peaks)} | on demand: a small site pays for what it uses |
| `social_work_shards` | {social_work_shards(peaks)} | on demand |

On demand doubles within minutes from what a stream has had before; at these peaks fixed shards are
also the cheaper way. Set them before a launch.

## Warm tables

Tables on demand serve {NEW_TABLE.reads:,} reads and {NEW_TABLE.writes:,} writes a second when new
and grow to twice their peak within half an hour. `-c warm=true` deploys these with more from the
first second on, which AWS charges once:

| table | reads | writes |
|---|---|---|
{tables}
"""


def _rows(quotas: Iterable[Quota]) -> str:
    rows = (
        f"| {q.service} | {q.name} | {q.given:,} | {q.needed:,} | "
        f"{'**raise**' if q.raised else 'enough'} | {q.why} |"
        for q in quotas
    )
    head = ("| service | quota | given | needed | | why |", "|---|---|---|---|---|---|")
    return "\n".join((*head, *rows))


if __name__ == "__main__":
    path = Path(__file__).resolve().parent.parent / "docs" / "quotas.md"
    path.write_text(page(PEAKS))
    sys.stdout.write(f"Written: {path.name}\n")
