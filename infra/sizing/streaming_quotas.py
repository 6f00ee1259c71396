"""What the peak of streams would ask of AWS, beside what an account has."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from infra.sizing.capacity import FULL, concurrency_of_requests
from infra.sizing.peaks import Peaks
from infra.sizing.streaming import Watching, watching
from infra.sizing.throttles import GATEWAY_RATE

A_MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """``given`` is a new account's; ``a_million`` what a million streams ask, ``all`` the peak."""

    service: str
    name: str
    given: int
    a_million: int
    all: int

    @property
    def times(self) -> int:
        """How many times what is given; one where it is enough."""
        return max(1, ceil(self.all / self.given))


def stretches(peaks: Peaks) -> Iterator[Stretch]:
    some = _asked(watching(peaks, streams=A_MILLION))
    everything = _asked(watching(peaks, streams=peaks.streams))
    for (service, name, given), few in some.items():
        yield Stretch(
            service=service,
            name=name,
            given=given,
            a_million=few,
            all=everything[service, name, given],
        )


def _asked(load: Watching) -> dict[tuple[str, str, int], int]:
    """By service, name and what is given."""
    api = load.reports + load.calls
    exact = {
        ("CloudFront", "Data transfer rate per distribution, Gbit/s", 150): load.bits / 1e9,
        ("CloudFront", "Segments per second per distribution", 250_000): load.segments,
        ("API Gateway", "Reports of progress per second", GATEWAY_RATE): load.reports,
        ("API Gateway", "All other requests per second", GATEWAY_RATE): load.calls,
        ("DynamoDB", "Read units per second, of reports", 40_000): load.report_reads,
        ("DynamoDB", "Write units per second, of reports", 40_000): load.report_writes,
        ("DynamoDB", "Write units per second, of starts and ends", 40_000): load.film_writes,
        ("Cognito", "UserAuthentication, requests per second", 120): load.renewals,
    }
    needed = {key: ceil(each / FULL) for key, each in exact.items()}
    lambdas = concurrency_of_requests(per_second=api + load.judged)
    return needed | {("Lambda", "Concurrent executions", 1_000): lambdas}
