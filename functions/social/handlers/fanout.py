"""Batches of the stream of changes. A batch that fails is delivered again, whole and in order."""

from typing import Any

from core.stream_records import records_of
from social.wiring_fanout import changes, fanout_log


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    done = changes().consume(records_of(event))
    fanout_log().info("batch", extra=dict(done))
