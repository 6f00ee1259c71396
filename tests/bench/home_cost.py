"""What a million reads of a home cost, from what ``social_home`` counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from infra.config import PROD

from .authorizer_cost import DAY, guarded_dollars, verdicts
from .cost import (
    DYNAMODB_MS,
    HOURS,
    MILLION,
    REDIRECTS_PER_MONTH,
    VALKEY_MS,
    WHOLE_PROCESSOR_MB,
    Prices,
    access_log_dollars,
    logs_dollars,
)
from .writing_cost import naive_api

LOG_LINE = 500
MEMORY_MB = 512  # of ``social-home``
READ_LIMIT = 1.30
LOOKS_A_DAY = 5  # of each person, the design document's
FULL_PRICE = 300_000_000  # of a month's requests to the HTTP API


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeUnits:
    """Of one read. ``cpu_ms`` is of a whole processor, ``answer_bytes`` before compression."""

    cpu_ms: float
    valkey_trips: float
    dynamodb_trips: float
    read_units: float
    answer_bytes: float

    def lambda_ms(self) -> float:
        waiting = self.valkey_trips * VALKEY_MS + self.dynamodb_trips * DYNAMODB_MS
        return waiting + self.cpu_ms * max(1.0, WHOLE_PROCESSOR_MB / MEMORY_MB)


def home_dollars(
    units: HomeUnits, at: Prices, *, a_month: float = REDIRECTS_PER_MONTH
) -> dict[str, float]:
    """Dollars per million reads, the CDN apart; prod's own nodes are spread over ``a_month``."""
    million = at["per_million"]
    nodes = PROD.cache.shards * (1 + PROD.cache.replicas)
    by_the_hour = nodes * at["valkey_node_hours"][PROD.cache.node_type] * HOURS
    gb_seconds = units.lambda_ms() / 1000 * MEMORY_MB / 1024
    return {
        "HTTP API": gateway_dollars(million, a_month) / (a_month / MILLION),
        "Lambda requests": million["lambda_requests"],
        "Lambda time": gb_seconds * million["lambda_arm64_gb_seconds"],
        "DynamoDB reads": units.read_units * million["dynamodb_read_units"],
        "Valkey nodes*": by_the_hour / (a_month / MILLION),
        "logs": logs_dollars(LOG_LINE * PROD.log_sample, at),
    }


def around_home(at: Prices, *, a_month: float = REDIRECTS_PER_MONTH) -> dict[str, float]:
    """What the target's model leaves out: five looks a day are five verdicts of the authorizer."""
    asked = verdicts(seconds_between=DAY / LOOKS_A_DAY)
    guarded = guarded_dollars(at, a_month=a_month, verdicts=asked, traced=0.0)
    log = access_log_dollars(a_month, at) / (a_month / MILLION)
    return {"authorizer": guarded["authorizer"], "the gateway's log*": log}


def naive_home(at: Prices) -> dict[str, float]:
    """A query, 20 tweets, a line of log; the gateway apart."""
    return naive_api(at) | {"DynamoDB reads": 10.5 * at["per_million"]["dynamodb_read_units"]}


def gateway_dollars(million: Mapping[str, float], requests: float) -> float:
    """The HTTP API's fee for a month's requests."""
    dear = min(requests, FULL_PRICE)
    cheap = requests - dear
    return (dear * million["http_api"] + cheap * million["http_api_beyond"]) / MILLION
