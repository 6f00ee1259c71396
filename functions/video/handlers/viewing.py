"""Profiles, and what they watched, want to watch and think."""

from typing import Any

from video.wiring.viewing import api


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return api()(event, context)
