"""Not there yet: answers 503."""

import json
from typing import Any


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001  # Lambda's signature
    error = {"code": "unavailable", "message": "Not there yet.", "details": {}}
    return {
        "statusCode": 503,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"error": error, "requestId": ""}),
    }
