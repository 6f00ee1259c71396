"""Sessions that nobody ended are closed, every minute."""

from typing import Any

from video.wiring.sessions import logger, sweeper


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    logger("video-sessions").info("swept", extra={"closed": sweeper().sweep()})
