"""New rows of the outbox, from the stream of the table ``accounts``."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from accounts.outbox import Row
from accounts.wiring import outbox
from core.batches import each_change


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_change(event, context, _deliver)


def _deliver(record: DynamoDBRecord) -> None:
    image = record.dynamodb.new_image if record.dynamodb else {}
    outbox().deliver(Row(type=image["type"], detail=image["detail"], username=image["username"]))
