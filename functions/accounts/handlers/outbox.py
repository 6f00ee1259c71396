"""New rows of the outbox, from the stream of the table ``accounts``."""

from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from accounts.outbox import Row
from accounts.wiring import outbox


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    answer = process_partial_response(
        event=event,
        record_handler=_deliver,
        processor=BatchProcessor(
            event_type=EventType.DynamoDBStreams, raise_on_entire_batch_failure=False
        ),
        context=context,
    )
    return {**answer}


def _deliver(record: DynamoDBRecord) -> None:
    image = record.dynamodb.new_image if record.dynamodb else {}
    outbox().deliver(Row(type=image["type"], detail=image["detail"], username=image["username"]))
