"""Playback sessions: start, report, end."""

from typing import Any

from video.wiring.streams import api


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return api()(event, context)
