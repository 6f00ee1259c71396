"""``account.erased`` from the bus by way of a queue with a delay: told once more."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from accounts.wiring import reminder
from contracts.events import AccountErased


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    answer = process_partial_response(
        event=event,
        record_handler=_remind,
        processor=BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False),
        context=context,
    )
    return {**answer}


def _remind(record: SQSRecord) -> None:
    reminder().remind(AccountErased.model_validate(json.loads(record.body)["detail"]))
