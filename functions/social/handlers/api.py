"""Tweets, reactions, people and what stands between them."""

from typing import Any

from social.wiring_api import api


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return api()(event, context)
