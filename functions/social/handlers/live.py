"""The routes of the WebSocket: who connects shows a ticket; whatever is said is a sign of life.

It is answered by another, so that a client learns of a line that was cut without a word.

Events and answers: API Gateway developer guide, "Set up WebSocket API integration requests" and
"Integrate a Lambda function with $connect".
"""

from collections.abc import Mapping
from typing import Any

from social.wiring_live import reception

Answer = Mapping[str, int | str]

WELCOME: Answer = {"statusCode": 200}
NO_TICKET: Answer = {"statusCode": 401}
PONG: Answer = {"statusCode": 200, "body": '{"type": "pong"}'}


def handler(event: dict[str, Any], context: object) -> Answer:  # noqa: ARG001  # Lambda's signature
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
            return PONG
    return WELCOME
