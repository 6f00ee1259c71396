"""What to ask of AWS, so that a region carries the peaks of links and social."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from infra.sizing.capacity import (
    FULL,
    click_shards,
    concurrency_of_requests,
    social_shards,
    social_work_shards,
    view_shards,
    warm_tables,
)
from infra.sizing.peaks import HOME_BYTES, PEAK_OF_MEAN, PICTURE_BYTES, PICTURES, Peaks
from infra.sizing.running import at_once, at_once_elsewhere, invocations, jobs_at_once, requests
from infra.sizing.throttles import GATEWAY_BURST, GATEWAY_RATE, burst_of
from infra.sizing.valkey import cache_shards


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """``given`` is what a new account has, as far as we know: Service Quotas tells."""

    service: str
    name: str
    given: int
    needed: int
    why: str

    @property
    def raised(self) -> bool:
        return self.needed > self.given


def quotas(peaks: Peaks) -> Iterator[Quota]:
    """Of one region, for ``peaks`` all at the same moment; without what watches films."""
    yield from _gateway(peaks)
    yield _executions(invocations(peaks), at_once(peaks))
    yield from _tables(peaks)
    yield from _shards(peaks)
    yield from _edge(peaks)
    yield from _people(peaks)
    yield _jobs(peaks)


def quotas_elsewhere(peaks: Peaks) -> Iterator[Quota]:
    """Of a region that only redirects. It may have to take all redirects, if others are out."""
    yield _rate(peaks.redirects, "all redirects, while the other regions are out")
    yield _executions(peaks.redirects, at_once_elsewhere(peaks))
    yield Quota(
        service="Kinesis",
        name="Shards per region",
        given=1_000,
        needed=click_shards(peaks),
        why="the region's own clicks, until they are sent home",
    )


def _rate(per_second: float, why: str) -> Quota:
    needed = ceil(per_second / FULL)
    return Quota(
        service="API Gateway", name="Throttle rate", given=GATEWAY_RATE, needed=needed, why=why
    )


def _gateway(peaks: Peaks) -> Iterator[Quota]:
    rate = _rate(
        requests(peaks),
        f"{peaks.named:,} named above, {peaks.asked_beside:,} asked beside homes, "
        f"{peaks.said_on_lines + peaks.pushes:,} on live lines",
    )
    yield rate
    yield Quota(
        service="API Gateway",
        name="Throttle burst",
        given=GATEWAY_BURST,
        needed=burst_of(rate.needed),
        why="comes with the rate; AWS takes no request for it alone",
    )
    yield Quota(
        service="API Gateway",
        name="New WebSocket connections per second",
        given=500,
        needed=ceil(peaks.lines / FULL),
        why=f"one at each home; {peaks.lines_at_once:,} at once, which has no quota",
    )


def _executions(per_second: float, running: int) -> Quota:
    by_rate = concurrency_of_requests(per_second=per_second)
    return Quota(
        service="Lambda",
        name="Concurrent executions",
        given=1_000,
        needed=max(by_rate, running),
        why=f"{per_second:,} invocations a second at ten each ({running:,} run at once)",
    )


def _tables(peaks: Peaks) -> Iterator[Quota]:
    """Of all tables together an account has no quota where they are on demand."""
    warm = warm_tables(peaks)
    for what, units in (
        ("read", {name: each.reads for name, each in warm.items()}),
        ("write", {name: each.writes for name, each in warm.items()}),
    ):
        busiest = max(units, key=units.__getitem__)
        yield Quota(
            service="DynamoDB",
            name=f"Table-level {what} throughput",
            given=40_000,
            needed=units[busiest],
            why=f"the busiest table: {busiest}",
        )


def _shards(peaks: Peaks) -> Iterator[Quota]:
    yield Quota(
        service="Kinesis",
        name="Shards per region",
        given=20_000,
        needed=click_shards(peaks)
        + social_shards(peaks)
        + social_work_shards(peaks)
        + view_shards(peaks),
        why="clicks, changes, the fan-out's tasks and views",
    )
    yield Quota(
        service="ElastiCache",
        name="Nodes per cluster per instance type",
        given=90,
        needed=2 * cache_shards(peaks),
        why=f"the timelines of {peaks.people_a_day:,} people, twice",
    )


def _edge(peaks: Peaks) -> Iterator[Quota]:
    asked = peaks.named + peaks.asked_beside + peaks.lines + peaks.homes * PICTURES
    sent = peaks.homes * (HOME_BYTES + PICTURES * PICTURE_BYTES) * 8 / 1e9
    yield Quota(
        service="CloudFront",
        name="Requests per second per distribution",
        given=250_000,
        needed=ceil(asked / FULL),
        why=f"all requests, lines, and {PICTURES} pictures a home (assumed)",
    )
    yield Quota(
        service="CloudFront",
        name="Data transfer rate per distribution, Gbit/s",
        given=150,
        needed=ceil(sent / FULL),
        why=f"homes and their pictures of {PICTURE_BYTES // 1000} KB (assumed)",
    )


def _people(peaks: Peaks) -> Iterator[Quota]:
    yield Quota(
        service="Cognito",
        name="UserAuthentication, requests per second",
        given=120,
        needed=ceil(peaks.sign_ins / FULL),
        why="a token renewed at each home, and a sign-in a month",
    )
    yield Quota(
        service="Cognito",
        name="Users per user pool",
        given=40_000_000,
        needed=peaks.people,
        why="everybody is in one pool",
    )


def _jobs(peaks: Peaks) -> Quota:
    return Quota(
        service="MediaConvert",
        name="Concurrent jobs, on-demand queues",
        given=40,
        needed=jobs_at_once(peaks),
        why=f"{peaks.uploaded_hours:,} hours a day, {PEAK_OF_MEAN} times the mean; "
        "a job takes as long as its film (assumed)",
    )
