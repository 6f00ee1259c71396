"""Lists of videos, and what to watch next."""

from typing import Any

from video.wiring.catalogue import api


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return api()(event, context)
