"""The routes of the WebSocket: who connects shows a ticket, and whatever is said is a sign of life.

Events and answers: API Gateway developer guide, "Set up WebSocket API integration requests" and
"Integrate a Lambda function with $connect".
"""

from collections.abc import Mapping
from typing import Any

from social.wiring_live import reception

WELCOME: Mapping[str, int] = {"statusCode": 200}
NO_TICKET: Mapping[str, int] = {"statusCode": 401}


def handler(event: dict[str, Any], context: object) -> Mapping[str, int]:  # noqa: ARG001  # Lambda's signature
    told = event["requestContext"]
    connection_id = told["connectionId"]
    match told["eventType"]:
        case "CONNECT":
            ticket = (event.get("queryStringParameters") or {}).get("ticket") or ""
            return WELCOME if reception().connect(connection_id, ticket) else NO_TICKET
        case "DISCONNECT":
            reception().disconnect(connection_id)
        case _:
            reception().heard(connection_id)
    return WELCOME
