"""What a million requests of video cost, from what ``video_units`` counted.

Processor time of the APIs is the same assumption as for a new link; the naive design keeps one item
a session and one of history, writes both at each report, and reads what it shows film by film.
"""

from collections.abc import Mapping, Sequence

from .authorizer_cost import guarded_dollars, verdicts
from .cost import (
    DYNAMODB_MS,
    KINESIS_MS,
    REDIRECTS_PER_MONTH,
    VALKEY_MS,
    Prices,
    gib_of_a_million,
    logs_dollars,
    prices,
)
from .counted import keep, kept
from .counting_cost import billed_ms
from .table import Row
from .video_units import PAGE, SESSIONS_AT_ONCE, Served, served
from .writing_cost import API_CPU_MS, API_MEMORY_MB, LOG_LINES, naive_api

KINDS = ("start", "progress", "end", "views", "history", "page", "recommendations")
REPORT_SECONDS = 10  # of our own client; the last report is the session's end
# Of one request; everything else comes less often than the gateway keeps a verdict.
VERDICTS: Mapping[str, float] = {
    "progress": verdicts(seconds_between=REPORT_SECONDS),
    "end": verdicts(seconds_between=REPORT_SECONDS),
    "views": 0.0,
}
CONSUMER_CPU_MS = 0.6  # assumed: of a session's two records
CONSUMER_MEMORY_MB = 512
# Units of the naive design: read, written; a film is one eventually consistent read.
NAIVE_UNITS: Mapping[str, tuple[float, float]] = {
    "start": (1.5, 2.0),
    "progress": (1.0, 2.0),
    "end": (1.0, 2.0),
    "views": (0.0, 2.0),  # one transaction that adds to the film's figure
    "history": (0.5 + PAGE / 2, 0.0),
    "page": (0.5 + PAGE / 2, 0.0),
    "recommendations": (0.5 + PAGE / 2, 0.0),
}


def counted_video() -> dict[str, Served]:
    return {kind: kept(f"video_{kind}", Served) for kind in KINDS}


def video_rows() -> Sequence[Row]:
    found = served()
    for kind, units in found.items():
        keep(f"video_{kind}", units)
    costs = video_dollars(found, prices())
    return [
        Row(
            measure="P15",
            what=f"a million of video's {kind}, modelled, $",
            now=f"{sum(parts.values()):.3g}",
            target="",
            ok=None,
            value=sum(parts.values()),
            how=f"{found[kind].read_units:g} read and {found[kind].write_units:g} write units, "
            f"{found[kind].trips:g} trips; gateway and CDN apart",
        )
        for kind, parts in costs.items()
    ]


def served_dollars(
    kind: str, units: Served, at: Prices, *, a_month: float = REDIRECTS_PER_MONTH
) -> dict[str, float]:
    """Dollars per million; of ``views`` per million sessions."""
    million, gib = at["per_million"], at["per_gib"]
    waiting = units.trips * DYNAMODB_MS + units.told_records * KINESIS_MS
    if kind == "views":
        ms, memory = billed_ms(CONSUMER_CPU_MS, waiting, CONSUMER_MEMORY_MB), CONSUMER_MEMORY_MB
        calls, logged = 1 / SESSIONS_AT_ONCE, LOG_LINES / SESSIONS_AT_ONCE
    else:
        ms, memory = billed_ms(API_CPU_MS, waiting + VALKEY_MS, API_MEMORY_MB), API_MEMORY_MB
        calls, logged = 1.0, float(LOG_LINES)
    return {
        "Lambda requests": calls * million["lambda_requests"],
        "Lambda time": ms / 1000 * memory / 1024 * million["lambda_arm64_gb_seconds"],
        "DynamoDB reads": units.read_units * million["dynamodb_read_units"],
        "DynamoDB writes": units.write_units * million["dynamodb_write_units"],
        "Kinesis": gib_of_a_million(units.told_bytes) * (gib["kinesis_in"] + gib["kinesis_out"]),
        "logs": logs_dollars(logged, at),
        **guarded_dollars(at, a_month=a_month, verdicts=VERDICTS.get(kind, 1.0), traced=calls),
    }


def naive_dollars(kind: str, at: Prices) -> dict[str, float]:
    million = at["per_million"]
    reads, writes = NAIVE_UNITS[kind]
    return naive_api(at) | {
        "DynamoDB reads": reads * million["dynamodb_read_units"],
        "DynamoDB writes": writes * million["dynamodb_write_units"],
    }


def video_dollars(found: Mapping[str, Served], at: Prices) -> dict[str, dict[str, float]]:
    return {kind: served_dollars(kind, units, at) for kind, units in found.items()}
