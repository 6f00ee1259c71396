"""Batches of the stream of changes. A batch that fails is delivered again, whole and in order."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes import KinesisStreamEvent

from social.timeline.consuming import Record
from social.wiring_fanout import changes, fanout_log


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    done = changes().consume(
        Record(each.event_id, each.kinesis.data_as_bytes())
        for each in KinesisStreamEvent(event).records
    )
    fanout_log().info("batch", extra=dict(done))
