"""Search, trends and notifications."""

from typing import Any

from social.wiring_search_api import api


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return api()(event, context)
