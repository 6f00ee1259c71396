"""What a million new links and a million tweets cost, from what ``writing_units`` counted.

Processor time of links' API is an assumption (``API_CPU_MS``), a tweet's is ``tweet_times``'.
"""

from collections.abc import Mapping

from infra.config import PROD

from .authorizer_cost import guarded_dollars, verdict_dollars
from .authorizer_units import judged
from .cost import (
    DYNAMODB_MS,
    LAMBDAS_LINES,
    MILLION,
    VALKEY_MS,
    Prices,
    gib_of_a_million,
    lambda_dollars,
    logs_dollars,
    prices,
)
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
LOG_LINES = 250 + LAMBDAS_LINES  # bytes that a request of an API leaves in its log
NAIVE_MS, NAIVE_MB = 40.0, 512
TWEET_LIMIT = 4.00


def writing_rows() -> list[Row]:
    """A link has no target of its own; a tweet is measured by ``social_tweet``."""
    made, verdict, at = link_made(), judged(), prices()
    keep("link", made)
    keep("authorizer", verdict)
    link = link_dollars(made, at) | guarded_dollars(at)
    judging = verdict_dollars(verdict, at)
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
        Row(
            measure="P15",
            what="a million verdicts of the authorizer, modelled, $",
            now=f"{sum(judging.values()):.3g}",
            target="",
            ok=None,
            value=sum(judging.values()),
            how=f"{verdict.read_units:g} read units, {verdict.cpu_ms:.2f} ms, "
            f"{verdict.log_bytes:.0f} bytes of log and Lambda's own; {said(judging)}",
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
        "consumers' Lambda": lambda_dollars(_consuming_ms(units, times), CONSUMER_MEMORY_MB, at)
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
        "Lambda time": lambda_dollars(ms, API_MEMORY_MB, at),
        "logs": logs_dollars(LOG_LINES, at),
    }


def naive_api(at: Prices) -> dict[str, float]:
    """One function of the obvious kind, per million of its requests."""
    return {
        "Lambda requests": at["per_million"]["lambda_requests"],
        "Lambda time": lambda_dollars(NAIVE_MS, NAIVE_MB, at),
        "logs": logs_dollars(500, at),
    }


def _tables(reads: float, writes: float, at: Prices) -> dict[str, float]:
    million = at["per_million"]
    return {
        "DynamoDB reads": reads * million["dynamodb_read_units"],
        "DynamoDB writes": writes * million["dynamodb_write_units"],
    }
