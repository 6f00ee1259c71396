"""Batches of changes become notices. A batch that fails is delivered again, whole."""

from typing import Any

from social.wiring_notices import live, logger, reader, taker


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    for batch in reader().read(event):
        told = taker().take(batch.changes)
        live().ring(sorted(told), "notifications")
        logger("social-notices").info("batch", extra={"told": len(told)})
