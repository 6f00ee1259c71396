"""What the gateway's routes take: small accounts are safe, and no planned peak is refused."""

import pytest

from infra.config import DEV, PROD, STAGES, Stage, stage_named
from infra.sizing.peaks import PEAKS
from infra.sizing.throttles import (
    GATEWAY_BURST,
    GATEWAY_RATE,
    ROUTE_THROTTLES,
    Throttle,
    asked_routes,
    burst_of,
)

SIZED = stage_named("prod", given={"peaks": "true"})
# The design document's, at the routes that take them.
PLANNED = {
    "POST /api/shorten": 80,
    "GET /{proxy+}": 8_000,
    "POST /api/tweets": 5_000,
    "GET /api/timeline/home": 60_000,
}


def allowed(stage: Stage, route: str) -> Throttle:
    return stage.route_throttles.get(route, stage.throttle)


@pytest.mark.parametrize("route", PLANNED)
def test_no_planned_peak_is_refused_where_the_stage_is_sized_for_it(route: str) -> None:
    assert asked_routes(PEAKS)[route] == PLANNED[route]
    assert allowed(SIZED, route).rate >= PLANNED[route]


@pytest.mark.parametrize("route", asked_routes(PEAKS))
def test_nothing_that_comes_with_the_peaks_is_refused(route: str) -> None:
    assert allowed(SIZED, route).rate >= asked_routes(PEAKS)[route]
    assert allowed(SIZED, route).rate >= allowed(PROD, route).rate


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_no_route_may_take_more_than_a_new_account_has(stage: Stage) -> None:
    for each in (stage.throttle, *stage.route_throttles.values()):
        assert each.rate <= GATEWAY_RATE
        assert each.burst <= GATEWAY_BURST


def test_no_single_route_uses_up_what_a_new_account_has() -> None:
    assert all(stage.throttle.rate <= GATEWAY_RATE / 2 for stage in (DEV, PROD))


def test_heavy_routes_stay_limited_at_the_peaks() -> None:
    assert {key: SIZED.route_throttles[key] for key in ROUTE_THROTTLES} == ROUTE_THROTTLES


def test_what_comes_at_once_is_half_of_what_comes_in_a_second_and_never_nothing() -> None:
    assert burst_of(GATEWAY_RATE) == GATEWAY_BURST
    assert burst_of(1) == 1


@pytest.mark.parametrize("given", [{}, {"peaks": "true"}], ids=["alone", "beside the peaks"])
def test_a_rate_from_the_command_line_is_that_of_every_route(given: dict[str, str]) -> None:
    stage = stage_named("prod", given={**given, "throttle": "20"})
    assert stage.throttle == Throttle(rate=20, burst=10)
    assert stage.route_throttles == {
        key: each for key, each in ROUTE_THROTTLES.items() if each.rate < 20
    }


def test_a_rate_above_all_others_leaves_heavy_routes_as_they_are() -> None:
    stage = stage_named("dev", given={"throttle": "100000"})
    assert allowed(stage, "GET /{proxy+}").rate == 100_000
    assert stage.route_throttles == ROUTE_THROTTLES
