"""``account.erased`` from the queue behind the bus: somebody leaves social."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from contracts.events import AccountErased
from social.wiring_erasure import eraser, logger


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    answer = process_partial_response(
        event=event,
        record_handler=_erase,
        processor=BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False),
        context=context,
    )
    return {**answer}


def _erase(record: SQSRecord) -> None:
    erased = AccountErased.model_validate(json.loads(record.body)["detail"])
    entries = eraser().erase(erased.user_id)
    logger().info("erased", extra={"entries": entries})
