"""What the authorizer and tracing add to requests of which somebody has to be known.

The gateway keeps a verdict for ``PROD.authorizer_ttl`` seconds. The loads say how often people ask
and not when, so requests are spread evenly: what one person asks less often than that needs a
verdict each time, and of a player's reports, ten seconds apart, every third. Who reads several
times in a sitting costs less.
"""

from math import ceil

from infra.config import PROD

from .authorizer_units import Judged
from .cost import (
    DYNAMODB_MS,
    LAMBDAS_LINES,
    REDIRECTS_PER_MONTH,
    Prices,
    lambda_dollars,
    logs_dollars,
    traces_dollars,
)
from .counted import kept
from .counting_cost import billed_ms

MEMORY_MB = 512  # of ``accounts-authorizer``
DAY = 24 * 3600


def verdicts(*, seconds_between: float) -> float:
    """Of one request, where each person's come so far apart."""
    return 1 / max(1, ceil(PROD.authorizer_ttl / seconds_between))


def verdict_dollars(
    units: Judged, at: Prices, *, a_month: float = REDIRECTS_PER_MONTH
) -> dict[str, float]:
    """Dollars of a million verdicts."""
    million = at["per_million"]
    ms = billed_ms(units.cpu_ms, units.trips * DYNAMODB_MS, MEMORY_MB)
    return {
        "Lambda requests": million["lambda_requests"],
        "Lambda time": lambda_dollars(ms, MEMORY_MB, at),
        "DynamoDB reads": units.read_units * million["dynamodb_read_units"],
        "logs": logs_dollars(units.log_bytes + LAMBDAS_LINES, at),
        "X-Ray*": traces_dollars(at, a_month=a_month),
    }


def guarded_dollars(
    at: Prices,
    *,
    a_month: float = REDIRECTS_PER_MONTH,
    verdicts: float = 1.0,
    traced: float = 1.0,
) -> dict[str, float]:
    """Of a million requests, ``a_month`` of which come in a month.

    Each needs so many verdicts and is so many invocations that may be traced.
    """
    judging = verdict_dollars(kept("authorizer", Judged), at, a_month=a_month)
    return {
        "authorizer": verdicts * sum(judging.values()),
        "X-Ray*": traced * traces_dollars(at, a_month=a_month),
    }
