"""Every hour: small pieces of the index become large ones, and what was deleted leaves those."""

from typing import Any

from video.wiring.shelves import compactor, logger, scrubber

AT_MOST = 20  # runs; those without anything deleted take no time


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    merges, scrubbed = compactor().run(), scrubber().run(most=AT_MOST)
    logger("video-shelf-upkeep").info("tidied", extra={"merges": merges, "scrubbed": scrubbed})
