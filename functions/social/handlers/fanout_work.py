"""Batches of the fan-out's work stream. A batch that fails is delivered again, whole."""

from typing import Any

from core.stream_records import records_of
from social.wiring_fanout import tasks, work_log


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    done = tasks().consume(records_of(event))
    work_log().info("batch", extra=dict(done))
