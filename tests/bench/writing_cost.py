"""What a million new links and a million tweets cost, from what ``writing_units`` counted.

Processor time of the two APIs is an assumption (``API_CPU_MS``); everything else is counted.
"""

from collections.abc import Mapping

from .cost import DYNAMODB_MS, VALKEY_MS, Prices, gib_of_a_million, prices
from .counted import keep
from .counting_cost import billed_ms
from .table import Row, at_most
from .writing_units import FOLLOWERS, Written, link_made, tweet_posted

API_MEMORY_MB = 1024
API_CPU_MS = 6.0  # assumed: a request through Powertools, pydantic and botocore
VALKEY_TRIPS = 2  # the rate limit, and writing through
CONSUMERS = 5  # of social's changes: fan-out, search, trends, notices, links
CONSUMER_CPU_MS = 0.3  # assumed: of a record in a batch, each consumer
CONSUMER_MEMORY_MB = 512
FANOUT_MS = 2.0  # of a task: two round trips of 500 followers, and reading it
LOG_LINES = 600  # bytes of one line of an API's log
NAIVE_MS, NAIVE_MB = 40.0, 512
TWEET_LIMIT = 4.00


def writing_rows() -> list[Row]:
    """P15 of a tweet; a link has no target of its own."""
    made, posted = link_made(), tweet_posted()
    keep("link", made)
    keep("tweet", posted)
    at = prices()
    tweet, link = tweet_dollars(posted, at), link_dollars(made, at)
    return [
        at_most(
            "P15",
            f"a million tweets, {FOLLOWERS} followers, modelled, $",
            sum(tweet.values()),
            TWEET_LIMIT,
            how=f"gateway and CDN apart; {said(tweet)}; * = assumed",
        ),
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
    return _api(units, at) | _tables(units.read_units, units.write_units, at)


def tweet_dollars(units: Written, at: Prices) -> dict[str, float]:
    """Followers with a timeline are reached in Valkey, which is paid by the node."""
    million, gib = at["per_million"], at["per_gib"]
    records = units.told_bytes + units.work_bytes
    read = units.told_bytes * CONSUMERS + units.work_bytes
    consuming_ms = billed_ms(CONSUMER_CPU_MS, 0.0, CONSUMER_MEMORY_MB) * CONSUMERS + FANOUT_MS
    return {
        **_api(units, at),
        **_tables(units.read_units, units.write_units, at),
        "search": units.search_reads * million["dynamodb_read_units"]
        + units.search_writes * million["dynamodb_write_units"],
        "Kinesis": gib_of_a_million(records) * gib["kinesis_in"]
        + gib_of_a_million(read) * gib["kinesis_out"],
        "change capture*": units.told_records * million["dynamodb_change_units"],
        "consumers' Lambda*": _lambda(consuming_ms, CONSUMER_MEMORY_MB, at),
    }


def _api(units: Written, at: Prices) -> dict[str, float]:
    waiting = units.trips * DYNAMODB_MS + VALKEY_TRIPS * VALKEY_MS
    ms = billed_ms(API_CPU_MS, waiting, API_MEMORY_MB)
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
