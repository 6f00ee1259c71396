"""How timelines lie in Valkey, and how many shards hold everybody's."""

from math import ceil

from infra.sizing.peaks import Peaks

# A sorted set of 800 members of 19 digits stays one listpack of 16 KB; with Valkey's default of 128
# entries it would take several times that.
COMPACT_SORTED_SETS = {"zset-max-listpack-entries": "1024", "zset-max-listpack-value": "64"}
TIMELINE_BYTES = 16 * 1024

NODE, NODE_GIB = "cache.r7g.16xlarge", 419  # few large ones: a cluster may have 90 nodes
FILLED = 0.75  # a quarter of a node is reserved
COMMANDS_OF_ONE = 100_000  # assumed: of one shard per second, scripts of the fan-out among them
COMMANDS_OF_A_HOME = 3


def homes_of(gib: float) -> int:
    """Timelines that so much memory holds."""
    return int(gib * 1024**3 * FILLED) // TIMELINE_BYTES


def cache_shards(peaks: Peaks) -> int:
    """By memory for who looks within a day, and by commands: one for each follower of a tweet."""
    by_memory = peaks.people_a_day / homes_of(NODE_GIB)
    commands = peaks.redirects + peaks.homes * COMMANDS_OF_A_HOME + peaks.tweets * peaks.followers
    return max(ceil(by_memory), ceil(commands / (COMMANDS_OF_ONE * FILLED)))
