"""Batches of views are counted. One that fails is delivered again, whole."""

from typing import Any

from video.wiring.views import counter, logger


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    logger("video-views").info("batch", extra={"counted": counter().consume(event)})
