"""P15: what a million redirects cost, from counted units and list prices.

The gateway's and the CDN's fee are shown apart: everybody behind them pays the same. The naive
design (one record and one exactly-once transaction per click, no cache) is priced by the same
function, so the two differ in units only.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from infra.config import PROD

from .table import Row, at_most

GIB = 1024**3
MILLION = 1_000_000
HOURS = 730
REDIRECTS_PER_MONTH = (
    10_000_000_000  # the design document's scale; spreads what is paid by the hour
)
LIMIT = 0.40
LAMBDAS_LINES = 350  # bytes of the three log lines that Lambda itself writes of an invocation
ACCESS_LINE = 190  # bytes of the gateway's own line, a test holds it to the format
ARCHIVED = 0.15  # assumed: logs are kept compressed, to as much as AWS's own example says
TRACED = 0.05  # X-Ray's default, beyond the first invocation of each second

# Modelled waiting (measures: how it is counted), in milliseconds per round trip.
KINESIS_MS = 8.0
DYNAMODB_MS = 5.0
VALKEY_MS = 0.5

WHOLE_PROCESSOR_MB = 1769  # Lambda's own figure for one virtual processor

Prices = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectUnits:
    """What one redirect uses, its click counted to the end. Times in ms, sizes in bytes.

    ``cpu_ms`` is of a whole processor.
    ``record_bytes`` is the click's record; ``readers`` how many consumers read the stream;
    ``valkey_nodes`` are paid by the hour, and so are ``shards`` (none: on demand), what they keep
    beyond a day, and ``endpoint_zones`` of the VPC's endpoints. ``counting_gb_seconds`` is what
    the counter and the roll-up take. ``behind_cdn``: answers leave through CloudFront alone, which
    then charges for the transfer; from an origin to it AWS charges none.
    """

    cpu_ms: float
    kinesis_trips: float = 1.0
    valkey_trips: float = 0.0
    dynamodb_trips: float = 0.0
    memory_mb: int
    read_units: float
    write_units: float
    record_bytes: int
    readers: int = 1
    shards: int = 0
    valkey_nodes: int = 0
    valkey_node: str = "cache.m7g.large"
    log_bytes: float
    answer_bytes: int
    counting_gb_seconds: float = 0.0
    kept_longer: bool = False
    endpoint_zones: int = 0
    endpoint_bytes: int = 0
    behind_cdn: bool = False

    def lambda_ms(self) -> float:
        """Waiting for others, and the processor's part: less memory is less of a processor."""
        waiting = self.kinesis_trips * KINESIS_MS + self.valkey_trips * VALKEY_MS
        waiting += self.dynamodb_trips * DYNAMODB_MS
        return waiting + self.cpu_ms * max(1.0, WHOLE_PROCESSOR_MB / self.memory_mb)


# 25 ms and 512 MB, half a read unit, one record, a transaction of marker and counter (4 write
# units), a log line for every visit: what the obvious design uses.
NAIVE = RedirectUnits(
    cpu_ms=12.0 * 512 / WHOLE_PROCESSOR_MB,
    dynamodb_trips=1.0,
    memory_mb=512,
    read_units=0.5,
    write_units=4.0,
    record_bytes=200,
    log_bytes=500,
    answer_bytes=500,
)


def prices() -> Prices:
    """The price file: tables of dollars per million, per GiB, per hour, per Valkey node."""
    with (Path(__file__).parent / "prices.toml").open("rb") as file:
        loaded: Prices = tomllib.load(file)
    return loaded


def gib_of_a_million(size: float) -> float:
    return size * MILLION / GIB


def logs_dollars(size: float, at: Prices) -> float:
    """A million times ``size`` bytes, taken in and kept as long as production keeps them."""
    kept = PROD.log_days / 30 * ARCHIVED * at["per_gib_month"]["logs"]
    return gib_of_a_million(size) * (at["per_gib"]["logs"] + kept)


def access_log_dollars(requests: float, at: Prices) -> float:
    """Of all requests of a month to the gateway."""
    return requests / MILLION * logs_dollars(ACCESS_LINE, at)


def lambda_dollars(ms: float, memory_mb: int, at: Prices) -> float:
    """The time of a million invocations of so long."""
    return ms / 1000 * memory_mb / 1024 * at["per_million"]["lambda_arm64_gb_seconds"]


def traces_dollars(at: Prices, *, a_month: float) -> float:
    """Of a million invocations of a function that is not quiet and has ``a_month`` of them."""
    first = min(a_month, HOURS * 3600)
    share = (first + TRACED * (a_month - first)) / a_month
    return share * at["per_million"]["xray_traces"]


def dollars_per_million(
    units: RedirectUnits, at: Prices, *, a_month: float = REDIRECTS_PER_MONTH
) -> dict[str, float]:
    """Dollars per million redirects by what they are paid for, gateway, CDN and archive apart.

    What is paid by the hour is spread over the redirects of ``a_month``.
    """
    million_months = a_month / MILLION
    million, gib = at["per_million"], at["per_gib"]
    gb_seconds = units.lambda_ms() / 1000 * units.memory_mb / 1024
    nodes = units.valkey_nodes * at["valkey_node_hours"][units.valkey_node] * HOURS
    return {
        "Lambda requests": million["lambda_requests"],
        "Lambda time": gb_seconds * million["lambda_arm64_gb_seconds"],
        "counting's Lambda": units.counting_gb_seconds * million["lambda_arm64_gb_seconds"],
        "DynamoDB reads": units.read_units * million["dynamodb_read_units"],
        "DynamoDB writes": units.write_units * million["dynamodb_write_units"],
        "Kinesis": _stream_dollars(units, at, million_months),
        "retention*": _retention_dollars(units, at, million_months),
        "Valkey nodes*": nodes / million_months,
        "VPC endpoints*": _endpoint_dollars(units, at, million_months),
        "Logs": logs_dollars(units.log_bytes, at),
        "Transfer out": 0.0
        if units.behind_cdn
        else gib_of_a_million(units.answer_bytes) * gib["api_transfer_out"],
    }


def _retention_dollars(units: RedirectUnits, at: Prices, million_months: float) -> float:
    """Shards alone; the naive design, on demand, keeps its records for the one day that is free."""
    by_the_hour = units.shards * at["per_hour"]["kinesis_shard_retention"] * HOURS
    return by_the_hour / million_months if units.kept_longer else 0.0


def _endpoint_dollars(units: RedirectUnits, at: Prices, million_months: float) -> float:
    by_the_hour = units.endpoint_zones * at["per_hour"]["endpoint_zone"] * HOURS
    data = gib_of_a_million(units.endpoint_bytes) * at["per_gib"]["endpoint_data"]
    return by_the_hour / million_months + data


def _stream_dollars(units: RedirectUnits, at: Prices, million_months: float) -> float:
    """By the GB on demand (records rounded up to 1 KB); by shard hour and 25 KB put otherwise."""
    if units.shards:
        by_the_hour = units.shards * at["per_hour"]["kinesis_shard"] * HOURS
        puts = ceil(units.record_bytes / (25 * 1024)) * at["per_million"]["kinesis_put_units"]
        return by_the_hour / million_months + puts
    rounded = ceil(units.record_bytes / 1024) * 1024
    read = gib_of_a_million(units.record_bytes) * units.readers * at["per_gib"]["kinesis_out"]
    return gib_of_a_million(rounded) * at["per_gib"]["kinesis_in"] + read


def archive_dollars(units: RedirectUnits, at: Prices) -> float:
    """Raw clicks kept in S3 through Firehose; the naive design keeps none."""
    rounded = ceil(units.record_bytes / (5 * 1024)) * 5 * 1024
    return gib_of_a_million(rounded) * at["per_gib"]["firehose_in"]


def fees(units: RedirectUnits, at: Prices) -> float:
    million = at["per_million"]
    transfer = gib_of_a_million(units.answer_bytes) * at["per_gib"]["cloudfront_transfer_out"]
    by_request = million["http_api"] + million["cloudfront_requests"]
    return by_request + million["cloudfront_functions"] + transfer


def cost_rows(ours: RedirectUnits) -> list[Row]:
    """Ours against its limit, the naive one beside it, and what is not part of the comparison."""
    at = prices()
    items = dollars_per_million(ours, at)
    total, naive = sum(items.values()), sum(dollars_per_million(NAIVE, at).values())
    parts = ", ".join(f"{name} {value:.3f}" for name, value in items.items() if value >= 0.0005)
    how = f"{ours.memory_mb} MB, {ours.lambda_ms():.1f} ms; {parts}; * = price is an assumption"
    transfer = gib_of_a_million(ours.answer_bytes) * at["per_gib"]["cloudfront_transfer_out"]
    return [
        at_most("P15", "a million redirects, modelled, $", total, LIMIT, how=how),
        _said("P15", "the same and the CDN's transfer, $", total + transfer, "0.085 per GiB"),
        _said("P15", "the same, naive design, $", naive, "one transaction per click, no cache"),
        _said(
            "P15",
            "raw clicks to S3 (Firehose*), $",
            archive_dollars(ours, at),
            "5 KB a record, not part of the above",
        ),
        _said(
            "P15",
            "gateway, CDN and edge function, $",
            fees(ours, at),
            "requests and transfer; the same for every design behind them",
        ),
    ]


def _said(measure: str, what: str, value: float, how: str) -> Row:
    return Row(
        measure=measure, what=what, now=f"{value:.3g}", target="", ok=None, value=value, how=how
    )
