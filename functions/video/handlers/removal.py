"""Deleted videos, from the stream of their table: nothing is left of them."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from core.batches import each_change
from video.wiring.removal import removed


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_change(event, context, _remove)


def _remove(record: DynamoDBRecord) -> None:
    change = record.dynamodb
    removed(change.keys["id"] if change else "")
