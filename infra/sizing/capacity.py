"""What one shard, sandbox or table takes, and so how many there have to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from types import MappingProxyType

from infra.sizing.peaks import Peaks
from infra.sizing.streaming import FILM_RECORDS, watching

# What one Kinesis shard takes per second (AWS, "Quotas and limits" of Kinesis Data Streams).
SHARD_RECORDS = 1_000
SHARD_BYTES = 1_000_000
# Of what a shard takes. Partition keys are random, so shards differ little; what one refuses all
# the same is kept in the table and comes later.
FULL = 0.8

# However short it is: an account may have ten requests a second for each execution at once that it
# may have (AWS, "Lambda function scaling", concurrency and requests per second).
REQUESTS_OF_ONE = 10

# Units of one request; the bench counts the same.
TWEET_ITEM_UNITS = 3.0  # the item in a transaction, and its index
TWEET_COUNT_UNITS = 2.0  # its author's counter, in the same transaction
REACTION_UNITS = 6.0  # edge and counter in one transaction, the edge's index, and undoing some
SEARCH_UNITS = 1.7
HOME_READS = 0.53
TWEET_READS = 1.0
FOLLOWER_READS = 4.5  # of a tweet's two hundred followers, by its fan-out
VERDICT_READS = 0.5  # one's standing; a key is a second item, and mostly remembered
# And what the bench does not count, from what the adapters call.
LINE_WRITES = 9.0  # a ticket, its transaction with two items, and both items' end
LINE_READS = 3.0  # consistent: when it connects, pings and ends
PUSH_READS = 1.0  # whose line it is
NOTICE_WRITES = 4.0  # the deed; its group, and that group's place in an index
NOTICE_READS, UNREAD_READS = 1.0, 2.0
TASK_BYTES = 1024  # a task says where to read its followers, not who they are
CHANGE_BYTES = 1024
VIEW_BYTES = 1024
CHANGES_PER_WRITE = 2  # of a tweet or a reaction: itself, and a counter


def shards_for(*, per_second: float, record_bytes: int) -> int:
    """Shards of a stream whose peak is ``per_second`` records of ``record_bytes``; at least one."""
    by_records = per_second / (SHARD_RECORDS * FULL)
    by_bytes = per_second * record_bytes / (SHARD_BYTES * FULL)
    return max(1, ceil(by_records), ceil(by_bytes))


def click_shards(peaks: Peaks, *, record_bytes: int = 512) -> int:
    return shards_for(per_second=peaks.redirects, record_bytes=record_bytes)


def social_shards(peaks: Peaks) -> int:
    changes = (peaks.tweets + peaks.reactions) * CHANGES_PER_WRITE
    return shards_for(per_second=changes, record_bytes=CHANGE_BYTES)


def social_work_shards(peaks: Peaks) -> int:
    """Two lanes of the same size."""
    return 2 * ceil(shards_for(per_second=peaks.tweets, record_bytes=TASK_BYTES) / 2)


def view_shards(peaks: Peaks) -> int:
    """A session tells of its start and of its end; reports between go to tables alone."""
    films = watching(peaks, streams=peaks.streams).films
    return shards_for(per_second=films * FILM_RECORDS, record_bytes=VIEW_BYTES)


def concurrency(*, per_second: float, ms: float) -> int:
    """Invocations at once, by Little's law, with room to spare."""
    return ceil(per_second * ms / 1000 / FULL)


def concurrency_of_requests(*, per_second: float) -> int:
    """What an account has to be allowed for so many requests of any length, however short."""
    return ceil(per_second / REQUESTS_OF_ONE / FULL)


@dataclass(frozen=True, slots=True)
class Warm:
    """Units per second that a table serves from its first second on."""

    reads: int
    writes: int


# What a table on demand serves at once when it is new (AWS, "Initial throughput").
NEW_TABLE = Warm(reads=12_000, writes=4_000)


def warm_tables(peaks: Peaks) -> Mapping[str, Warm]:
    """By contract; only tables of which more is asked than a new one gives."""
    reads = {
        "api-keys": peaks.guarded * VERDICT_READS,
        "tweets": peaks.homes * HOME_READS + peaks.tweets * TWEET_READS,
        "follows": peaks.tweets * FOLLOWER_READS,
        "notices": peaks.reactions * NOTICE_READS + peaks.homes * UNREAD_READS,
        "live": peaks.lines * LINE_READS + peaks.pushes * PUSH_READS,
    }
    writes = {
        "tweets": peaks.tweets * TWEET_ITEM_UNITS,
        "reactions": peaks.tweets * TWEET_COUNT_UNITS + peaks.reactions * REACTION_UNITS,
        "social-postings": peaks.tweets * SEARCH_UNITS,
        "notices": peaks.reactions * NOTICE_WRITES,
        "live": peaks.lines * LINE_WRITES,
    }
    tables = {
        name: Warm(
            reads=max(NEW_TABLE.reads, ceil(reads.get(name, 0) / FULL)),
            writes=max(NEW_TABLE.writes, ceil(writes.get(name, 0) / FULL)),
        )
        for name in dict.fromkeys((*writes, *reads))
    }
    return MappingProxyType({name: each for name, each in tables.items() if each != NEW_TABLE})
