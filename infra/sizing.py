"""How large a thing has to be for so much traffic."""

from math import ceil

# What one Kinesis shard takes per second (AWS, "Quotas and limits" of Kinesis Data Streams).
SHARD_RECORDS = 1_000
SHARD_BYTES = 1_000_000
# Of what a shard takes. Partition keys are random, so shards differ little; what one refuses all
# the same is kept in the table and comes later.
FULL = 0.8

# A sorted set of 800 members of 19 digits stays one listpack of 16 KB; with Valkey's default of 128
# entries it would take several times that.
COMPACT_SORTED_SETS = {"zset-max-listpack-entries": "1024", "zset-max-listpack-value": "64"}


def shards_for(*, per_second: float, record_bytes: int) -> int:
    """Shards of a stream whose peak is ``per_second`` records of ``record_bytes``; at least one."""
    by_records = per_second / (SHARD_RECORDS * FULL)
    by_bytes = per_second * record_bytes / (SHARD_BYTES * FULL)
    return max(1, ceil(by_records), ceil(by_bytes))
