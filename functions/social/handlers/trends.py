"""Batches of changes are counted for the trends. A batch that fails is delivered again, whole."""

from typing import Any

from social.wiring_trends import counter, reader


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    for batch in reader().read(event):
        counter().count(batch.posted, batch.deleted)
