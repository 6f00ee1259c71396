"""Every minute: what was watched most in the last seven days."""

from typing import Any

from video.wiring.trending import logger, maker


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    maker().make()
    logger("video-trending").info("made")
