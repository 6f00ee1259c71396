"""Every minute: what was indexed in many small pieces becomes few large ones."""

from typing import Any

from social.wiring_search import compactors, logger


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    merges = sum(compactor.run() for compactor in compactors())
    if merges:
        logger("social-search-upkeep").info("merged", extra={"merges": merges})
