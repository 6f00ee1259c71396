"""``/api/me``, the administrators' ban, and the pages about the service."""

from typing import Any

from accounts.wiring import api


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return api()(event, context)
