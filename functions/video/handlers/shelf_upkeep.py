"""Every hour: what was indexed in many small pieces becomes few large ones."""

from typing import Any

from video.wiring.shelves import compactor, logger


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    logger("video-shelf-upkeep").info("merged", extra={"merges": compactor().run()})
