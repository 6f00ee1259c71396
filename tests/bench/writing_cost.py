"""What a million new links and a million tweets cost, from what ``writing_units`` counted.

Processor time of links' API is an assumption (``API_CPU_MS``), a tweet's is ``tweet_times``'.
"""

from collections.abc import Mapping

from infra.config import PROD

from .cost import DYNAMODB_MS, MILLION, VALKEY_MS, Prices, gib_of_a_million, prices
from .counted import keep
from .counting_cost import billed_ms
from .table import Row
from .tweet_times import TweetTimes
from .writing_units import FOLLOWERS, Written, link_made

API_MEMORY_MB = 1024
API_CPU_MS = 6.0  # assumed: a request through Powertools, pydantic and botocore
VALKEY_TRIPS = 2  # the rate limit, and writing through
CONSUMERS = 5  # of social's changes: fan-out, search, trends, notices, links
CONSUMER_MEMORY_MB = 512
CONSUMER_CALLS = (
    CONSUMERS + 1
) / 100 + 1 / 100  # invocations, of a hundred; a tweet is two changes
BUSY = 0.5  # of a Valkey node's one thread
LOG_LINES = 600  # bytes of one line of an API's log
NAIVE_MS, NAIVE_MB = 40.0, 512
TWEET_LIMIT = 4.00


def writing_rows() -> list[Row]:
    """A link has no target of its own; a tweet is measured by ``social_tweet``."""
    made = link_made()
    keep("link", made)
    link = link_dollars(made, prices())
    return [
        Row(
            measure="P15",
            what="a million links made, modelled, $",
            now=f"{sum(link.values()):.3g}",
            target="",
            ok=None,
            value=sum(link.values()),
            how=f"gateway and CDN apart; {said(link)}",
        ),
    ]


def said(parts: Mapping[str, float]) -> str:
    return ", ".join(f"{part} {dollars:.3f}" for part, dollars in parts.items())


def link_dollars(units: Written, at: Prices) -> dict[str, float]:
    api = _api(units, at, cpu_ms=API_CPU_MS, cache_trips=VALKEY_TRIPS)
    return api | _tables(units.read_units, units.write_units, at)


def tweet_dollars(units: Written, times: TweetTimes, at: Prices) -> dict[str, float]:
    """Valkey is paid by the node: of one, what pushing takes of its thread, half busy."""
    million, gib = at["per_million"], at["per_gib"]
    records = units.told_bytes + units.work_bytes
    read = units.told_bytes * CONSUMERS + units.work_bytes
    node_hours = times.valkey_cpu_ms / 1000 * MILLION / 3600 / BUSY * (1 + PROD.cache.replicas)
    return {
        **_api(units, at, cpu_ms=times.posting_cpu_ms, cache_trips=times.cache_trips),
        **_tables(units.read_units, units.write_units, at),
        "search": units.search_reads * million["dynamodb_read_units"]
        + units.search_writes * million["dynamodb_write_units"],
        "Kinesis": gib_of_a_million(records) * gib["kinesis_in"]
        + gib_of_a_million(read) * gib["kinesis_out"],
        "change capture*": units.told_records * million["dynamodb_change_units"],
        "consumers' Lambda": _lambda(_consuming_ms(units, times), CONSUMER_MEMORY_MB, at)
        + CONSUMER_CALLS * million["lambda_requests"],
        "Valkey nodes*": node_hours * at["valkey_node_hours"][PROD.cache.node_type],
    }


def _consuming_ms(units: Written, times: TweetTimes) -> float:
    """Every consumer decodes; one brings the tweet to its readers, one indexes it."""
    fanning = billed_ms(times.fanning_cpu_ms, times.fanning_wait_ms, CONSUMER_MEMORY_MB)
    waits = units.search_trips * DYNAMODB_MS
    indexing = billed_ms(times.indexing_cpu_ms, waits, CONSUMER_MEMORY_MB)
    return fanning + indexing + CONSUMERS * billed_ms(times.reading_cpu_ms, 0, CONSUMER_MEMORY_MB)


def naive_tweet(at: Prices) -> dict[str, float]:
    """An item per follower (a batch is not cheaper), the tweet and an index, one record."""
    million, gib = at["per_million"], at["per_gib"]
    return naive_api(at) | {
        "DynamoDB writes": (FOLLOWERS + 2) * million["dynamodb_write_units"],
        "Kinesis": gib_of_a_million(1024) * (gib["kinesis_in"] + gib["kinesis_out"]),
    }


def _api(units: Written, at: Prices, *, cpu_ms: float, cache_trips: float) -> dict[str, float]:
    waiting = units.trips * DYNAMODB_MS + cache_trips * VALKEY_MS
    ms = billed_ms(cpu_ms, waiting, API_MEMORY_MB)
    return {
        "Lambda requests": at["per_million"]["lambda_requests"],
        "Lambda time": _lambda(ms, API_MEMORY_MB, at),
        "logs": gib_of_a_million(LOG_LINES) * at["per_gib"]["logs"],
    }


def naive_api(at: Prices) -> dict[str, float]:
    """One function of the obvious kind, per million of its requests."""
    return {
        "Lambda requests": at["per_million"]["lambda_requests"],
        "Lambda time": _lambda(NAIVE_MS, NAIVE_MB, at),
        "logs": gib_of_a_million(500) * at["per_gib"]["logs"],
    }


def _tables(reads: float, writes: float, at: Prices) -> dict[str, float]:
    million = at["per_million"]
    return {
        "DynamoDB reads": reads * million["dynamodb_read_units"],
        "DynamoDB writes": writes * million["dynamodb_write_units"],
    }


def _lambda(ms: float, memory_mb: int, at: Prices) -> float:
    """Dollars of a million invocations of so long."""
    return ms / 1000 * memory_mb / 1024 * at["per_million"]["lambda_arm64_gb_seconds"]
