"""Batches of the stream of clicks. A batch that fails is delivered again, whole and in order."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes import KinesisStreamEvent
from aws_lambda_powertools.utilities.data_classes.kinesis_stream_event import KinesisStreamRecord

from contracts.tables.links_clicks import place
from links.counting.consuming import Record
from links.wiring_clicks import consumer, counter_log


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    done = consumer().consume(_record(each) for each in KinesisStreamEvent(event).records)
    counter_log().info("batch", extra=dict(done))


def _record(record: KinesisStreamRecord) -> Record:
    """An event's id is ``<shard>:<sequence number>``."""
    shard, _, sequence = record.event_id.partition(":")
    return Record(shard, place(sequence), record.kinesis.data_as_bytes())
