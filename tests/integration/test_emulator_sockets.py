"""Additions to MiniStack for WebSockets: a route answers whoever spoke where it has a response.

A test ``…_still_…`` fails when MiniStack has learnt it: then the addition goes.
"""

import pytest
from botocore.exceptions import ClientError
from websockets.sync.client import connect

from tests.integration.emulator_rig import (
    Emulator,
    Template,
    function,
)

ANSWERS = """
def handler(event, context):
    return {"statusCode": 200, "body": "heard " + event.get("body", "")}
"""
RESPONSE: Template = {
    "Type": "AWS::ApiGatewayV2::RouteResponse",
    "Properties": {
        "ApiId": {"Ref": "Api"},
        "RouteId": {"Ref": "Route"},
        "RouteResponseKey": "$default",
    },
}


def _of_api(kind: str, **properties: object) -> Template:
    return {
        "Type": f"AWS::ApiGatewayV2::{kind}",
        "Properties": {"ApiId": {"Ref": "Api"}, **properties},
    }


def _socket(**more: Template) -> Template:
    """A WebSocket API of two routes with one target."""
    target = {"Fn::Sub": "integrations/${Integration}"}
    arn = {"Fn::GetAtt": ["Fn", "Arn"]}
    return {
        **function(ANSWERS),
        "Api": {
            "Type": "AWS::ApiGatewayV2::Api",
            "Properties": {
                "Name": "s",
                "ProtocolType": "WEBSOCKET",
                "RouteSelectionExpression": "$request.body.action",
            },
        },
        "Integration": _of_api("Integration", IntegrationType="AWS_PROXY", IntegrationUri=arn),
        "Route": _of_api("Route", RouteKey="$default", Target=target),
        "Silent": _of_api("Route", RouteKey="silent", Target=target),
        "Stage": _of_api("Stage", StageName="s", AutoDeploy=True),
        **more,
    }


def _answers(where: Emulator, made: dict[str, str], *said: str) -> list[str]:
    """What comes back until nothing does for a second."""
    heard: list[str] = []
    url = f"ws://localhost:{where.ports.emulator}/_aws/execute-api/{made['Api']}/s"
    with connect(url, open_timeout=20) as connection:
        for each in said:
            connection.send(each)
        try:
            while True:
                heard.append(str(connection.recv(timeout=60 if not heard else 1)))
        except TimeoutError:
            return heard


def test_ministack_still_has_no_route_response_in_templates(bare: Emulator) -> None:
    with pytest.raises(ClientError, match="RouteResponse"):
        bare.deploy(_socket(Answer=RESPONSE), {})


def test_a_route_answers_where_it_has_a_response_and_else_not(ours: Emulator) -> None:
    made = ours.deploy(_socket(Answer=RESPONSE), {"Api": {"Ref": "Api"}})
    said = ('{"action": "silent"}', "hello")
    assert _answers(ours, made, *said) == ["heard hello"]
