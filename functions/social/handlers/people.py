"""``account.changed`` from the queue behind the bus: a profile is copied."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from contracts.events import AccountChanged
from social.model import Person
from social.wiring_people import copies


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    answer = process_partial_response(
        event=event,
        record_handler=_copy,
        processor=BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False),
        context=context,
    )
    return {**answer}


def _copy(record: SQSRecord) -> None:
    changed = AccountChanged.model_validate(json.loads(record.body)["detail"])
    copies().keep(
        Person(
            id=changed.user_id,
            username=changed.username,
            display_name=changed.display_name,
            bio=changed.bio,
            avatar_url=changed.avatar_url,
            created_at=changed.created_at.isoformat(),
            revision=changed.revision,
        )
    )
