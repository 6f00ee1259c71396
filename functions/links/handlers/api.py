"""``/api/shorten``, ``/api/urls``, ``/api/stats`` and the administrators' side of links."""

from typing import Any

from links.wiring_api import api


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return api()(event, context)
