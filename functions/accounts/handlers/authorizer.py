"""The HTTP API's authorizer (payload 2.0, simple response): always allows, says who it is."""

from typing import Any

from accounts.wiring_authorizer import authorizer, logger


def handler(event: dict[str, Any], _context: object) -> dict[str, object]:
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    verdict = authorizer().judge(headers)
    logger().info("judged", extra={"via": verdict.via, "reason": verdict.reason})
    return {"isAuthorized": True, "context": verdict.context()}
