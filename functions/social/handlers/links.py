"""Batches of changes: links hears of addresses in tweets. A failing batch comes again, whole."""

from typing import Any

from social.wiring_links import logger, reader, teller


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    for batch in reader().read(event):
        told = teller().tell(batch)
        logger("social-links").info("batch", extra={"told": told})
