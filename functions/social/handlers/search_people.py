"""``account.changed`` and ``account.erased`` from the queue behind the bus, for people search."""

import json
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from contracts.events import AccountChanged, AccountErased
from social.model import Person
from social.wiring_search import people_indexer, told


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    answer = process_partial_response(
        event=event,
        record_handler=_take,
        processor=BatchProcessor(event_type=EventType.SQS, raise_on_entire_batch_failure=False),
        context=context,
    )
    return {**answer}


def _take(record: SQSRecord) -> None:
    told_of = json.loads(record.body)
    if told_of["detail-type"] == "account.erased":
        user_id = AccountErased.model_validate(told_of["detail"]).user_id
        people_indexer().forget(user_id)
        told().forget(user_id)
        return
    changed = AccountChanged.model_validate(told_of["detail"])
    person = Person(
        id=changed.user_id, username=changed.username, display_name=changed.display_name
    )
    people_indexer().index([person])
