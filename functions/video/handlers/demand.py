"""Batches of views, counted by region; the unreadable is set aside by who counts them exactly."""

from typing import Any

from video.wiring.prepositioning import counter, logger


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    logger("video-demand").info("batch", extra={"counted": counter().consume(event)})
