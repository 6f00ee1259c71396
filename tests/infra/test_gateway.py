"""The API's routes and its stage: what is declared, who is let in, what is written down."""

import json
import re
from typing import TYPE_CHECKING

from contracts.http import Route
from contracts.http.catalogue import all_routes
from infra import routes

if TYPE_CHECKING:
    from tests.infra.conftest import Resource, Synthesized

ROUTE = "AWS::ApiGatewayV2::Route"


def test_the_gateway_s_routes_are_the_declared_ones(synthesized: "Synthesized") -> None:
    found = sorted(r.properties["RouteKey"] for r in _of_http(synthesized))
    declared = {routes.key_of(r) for r in (*_declared(), *routes.AVATAR)}
    assert found == sorted(declared)


def test_live_connections_have_the_routes_of_a_socket_and_a_ticket_for_an_authorizer(
    synthesized: "Synthesized",
) -> None:
    sockets = [r.properties for r in synthesized.all(ROUTE) if r.stack == "social"]
    own = [r for r in sockets if "Ref" in r["ApiId"]]
    assert sorted(r["RouteKey"] for r in own) == ["$connect", "$default", "$disconnect"]
    assert len({json.dumps(r["Target"]) for r in own}) == 1


def test_a_sign_of_life_over_a_live_connection_is_answered(synthesized: "Synthesized") -> None:
    (answer,) = synthesized.all("AWS::ApiGatewayV2::RouteResponse")
    (route,) = (r for r in synthesized.all(ROUTE) if answer.properties["RouteId"] == {"Ref": r.id})
    expression = route.properties["RouteResponseSelectionExpression"]
    assert (route.properties["RouteKey"], expression) == ("$default", "$default")


def test_no_request_is_answered_in_the_gateways_own_words(synthesized: "Synthesized") -> None:
    keys = {r.properties["RouteKey"] for r in synthesized.all(ROUTE)}
    assert {"$default", "ANY /api/{proxy+}", "GET /"} <= keys


def test_every_operation_of_the_document_has_a_route(local: "Synthesized") -> None:
    keys = {r.properties["RouteKey"] for r in local.all(ROUTE)}
    for route in all_routes():
        by_redirect = route.tag == "redirect" and f"{route.method} /{{proxy+}}" in keys
        assert by_redirect or f"{route.method} {route.path}" in keys, route.operation


def test_X1_a_route_that_is_not_public_has_the_authorizer(synthesized: "Synthesized") -> None:
    public = {routes.key_of(r) for r in _declared() if r.public}
    for route in _of_http(synthesized):
        guarded = route.properties["AuthorizationType"] == "CUSTOM"
        assert guarded == (route.properties["RouteKey"] not in public)
        assert guarded == ("AuthorizerId" in route.properties)


def test_X7_the_authorizer_s_answers_are_remembered_by_caller_and_origin(
    prod: "Synthesized",
) -> None:
    """Keyed by Authorization alone, one request around the edge would speak for all."""
    authorizer = next(prod.all("AWS::ApiGatewayV2::Authorizer")).properties
    assert authorizer["IdentitySource"] == [
        "$request.header.Authorization",
        "$request.header.x-triptych-origin",
    ]
    assert authorizer["AuthorizerResultTtlInSeconds"] <= 30
    assert authorizer["EnableSimpleResponses"] is True


def test_X2_a_revoked_key_acts_within_a_minute_and_at_once_on_the_laptop(
    synthesized: "Synthesized",
) -> None:
    """The gateway keeps a verdict, the authorizer what it read: both add up."""
    gateway = next(synthesized.all("AWS::ApiGatewayV2::Authorizer")).properties
    names = [f for f in synthesized.functions() if "authorizer" in f.properties["Handler"]]
    sandbox = names[0].properties["Environment"]["Variables"]["CREDENTIALS_KEEP_SECONDS"]
    kept = gateway["AuthorizerResultTtlInSeconds"] + int(sandbox)
    assert kept == (0 if synthesized.stage.name == "local" else 50)


def test_throttles_name_routes_that_exist_and_come_after_them(synthesized: "Synthesized") -> None:
    keys = {r.properties["RouteKey"] for r in synthesized.all(ROUTE)}
    stage = next(synthesized.all("AWS::ApiGatewayV2::Stage"))
    assert set(stage.properties["RouteSettings"]) <= keys
    assert set(synthesized.stage.route_throttles) <= keys, "a throttle of no route"
    assert stage.stack == "edge"
    artifacts = synthesized.manifest["artifacts"]
    needs = artifacts[f"triptych-{synthesized.stage.name}-edge"]["dependencies"]
    for system in ("accounts", "links", "social", "export"):
        assert f"triptych-{synthesized.stage.name}-{system}" in needs


def test_X14_the_access_log_has_no_address_no_path_and_no_header(prod: "Synthesized") -> None:
    stage = next(prod.all("AWS::ApiGatewayV2::Stage"))
    fields = set(
        re.findall(r"\$context\.([A-Za-z.]+)", stage.properties["AccessLogSettings"]["Format"])
    )
    assert not fields & {"identity.sourceIp", "path", "requestOverride.path", "domainName"}
    assert "routeKey" in fields


def _of_http(synthesized: "Synthesized") -> list["Resource"]:
    """The routes of the one HTTP API, which every stack has from the platform."""
    return [r for r in synthesized.all(ROUTE) if "Ref" not in r.properties["ApiId"]]


def _declared() -> tuple[Route, ...]:
    social = (*routes.SOCIAL, *routes.HOME, *routes.SOCIAL_SEARCH)
    video = (*routes.VIDEO, *routes.VIDEO_STREAMS, *routes.VIDEO_VIEWING, *routes.VIDEO_CATALOGUE)
    return (*routes.ACCOUNTS, *routes.LINKS, *routes.REDIRECT, *social, *video, *routes.EXPORT)
