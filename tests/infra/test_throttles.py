"""A stage that is sized for the peaks, as it is deployed."""

from typing import TYPE_CHECKING

import pytest

from infra.config import stage_named
from infra.sizing.capacity import social_shards, social_work_shards, view_shards
from infra.sizing.peaks import PEAKS
from infra.sizing.throttles import LINE, ROUTE_THROTTLES, asked_routes
from infra.sizing.valkey import NODE, cache_shards

if TYPE_CHECKING:
    from tests.infra.conftest import Json, Synthesized, _Stages

STAGE = "AWS::ApiGatewayV2::Stage"


@pytest.fixture(scope="module")
def sized(stages: "_Stages") -> "Synthesized":
    return stages.of("peaks", stage_named("dev", given={"peaks": "true"}))


def gateway(sized: "Synthesized", *, live: bool) -> "Json":
    (stage,) = (s for s in sized.all(STAGE) if (s.stack == "social") is live)
    return stage.properties


def test_every_route_of_a_peak_is_allowed_it(sized: "Synthesized") -> None:
    stage = gateway(sized, live=False)
    usual = stage["DefaultRouteSettings"]
    for route, asked in asked_routes(PEAKS).items():
        if route != LINE:
            settings = stage["RouteSettings"].get(route, usual)
            assert settings["ThrottlingRateLimit"] >= asked, route
            assert settings["ThrottlingBurstLimit"] >= asked / 2, route


def test_heavy_routes_are_limited_as_anywhere(sized: "Synthesized") -> None:
    settings = gateway(sized, live=False)["RouteSettings"]
    for route, each in ROUTE_THROTTLES.items():
        assert settings[route]["ThrottlingRateLimit"] == each.rate


def test_live_lines_are_opened_as_often_as_homes_are_seen(sized: "Synthesized") -> None:
    settings = gateway(sized, live=True)["DefaultRouteSettings"]
    assert settings["ThrottlingRateLimit"] >= PEAKS.lines


def test_streams_and_nodes_are_those_of_the_peaks(sized: "Synthesized") -> None:
    shards = {s.properties.get("ShardCount") for s in sized.all("AWS::Kinesis::Stream")}
    assert {social_shards(PEAKS), social_work_shards(PEAKS), view_shards(PEAKS)} <= shards
    (group,) = sized.all("AWS::ElastiCache::ReplicationGroup")
    assert group.properties["NumNodeGroups"] == cache_shards(PEAKS)
    assert group.properties["CacheNodeType"] == NODE
    assert group.body["UpdatePolicy"] == {"UseOnlineResharding": True}  # or it would be replaced
