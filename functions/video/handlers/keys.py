"""Turns the keys of playback tokens: at every deployment, and as often as the schedule says."""

from typing import Any

from video.wiring.keys import turned


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    turned(event)
