"""``AWS::ApiGatewayV2::RouteResponse``: what a WebSocket's route answers to whoever spoke.

MiniStack's CloudFormation does not know the type, and its gateway hands on every answer. As on API
Gateway ("Set up route responses for WebSocket APIs"), only a route with a response hands it on.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

KIND = "AWS::ApiGatewayV2::RouteResponse"
Properties = dict[str, Any]  # Any: template properties and records as parsed JSON
Invoke = Callable[..., Awaitable[Properties | None]]
MESSAGE = 6  # where MiniStack hands over the kind of event


def install() -> None:
    if KIND in provisioners._RESOURCE_HANDLERS:
        raise RuntimeError(f"MiniStack has {KIND} by itself: remove this addition")
    provisioners._RESOURCE_HANDLERS[KIND] = {"create": _create, "delete": _delete}
    apigateway._invoke_ws_lambda = _only_where_wanted(apigateway._invoke_ws_lambda)


def _create(_logical_id: str, properties: Properties, _stack: str) -> tuple[str, Properties]:
    api, route = properties["ApiId"], _route_id(properties)
    status, _, body = apigateway._create_route_response(
        api, route, {"routeResponseKey": properties["RouteResponseKey"]}
    )
    if status >= 400:
        raise ValueError(f"{KIND}: {body!r}")
    made = list(apigateway._route_responses[api][route])[-1]
    return made, {"RouteResponseId": made}


def _delete(physical_id: str, properties: Properties) -> None:
    of_api = apigateway._route_responses.get(properties["ApiId"], {})
    of_api.get(_route_id(properties), {}).pop(physical_id, None)


def _route_id(properties: Properties) -> str:
    """MiniStack's reference to a route names its API, too."""
    return str(properties["RouteId"]).rpartition("/")[2]


def _only_where_wanted(invoke: Invoke) -> Invoke:
    async def invoked(*given: Any, **more: Any) -> Properties | None:  # Any: as MiniStack calls it
        answer = await invoke(*given, **more)
        api, route = given[0], given[3]
        if answer is None or given[MESSAGE] != "MESSAGE":
            return answer
        wanted = apigateway._route_responses.get(api, {}).get(route["routeId"])
        return answer if wanted else {**answer, "body": None}

    return invoked
