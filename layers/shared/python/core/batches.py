"""Batches of records, each handled by itself: those that fail are delivered again, the others not.

For queues and table streams whose mapping reports failures per item (``ReportBatchItemFailures``).
"""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from pydantic import BaseModel

E = TypeVar("E", bound=BaseModel)

# What Lambda passes and takes: JSON, and a context that only Powertools reads.
Json = dict[str, Any]
Context = Any


def each_bus_event(
    event: Json, context: Context, model: type[E], do: Callable[[E], object]
) -> Json:
    """Calls ``do`` with the detail of each bus event in a batch from an SQS queue."""

    return each_bus_message(event, context, lambda told: do(model.model_validate(told["detail"])))


def each_bus_message(event: Json, context: Context, do: Callable[[Json], object]) -> Json:
    """The same with all that the bus says of an event, for a queue of several types."""

    def one(record: SQSRecord) -> None:
        do(json.loads(record.body))

    return _each(event, context, EventType.SQS, one)


def each_change(event: Json, context: Context, do: Callable[[DynamoDBRecord], object]) -> Json:
    """Calls ``do`` with each record of a batch from a table's stream."""
    return _each(event, context, EventType.DynamoDBStreams, do)


# The record's type goes with the kind of the batch.
def _each(event: Json, context: Context, kind: EventType, do: Callable[[Any], object]) -> Json:
    answer = process_partial_response(
        event=event,
        record_handler=do,
        processor=BatchProcessor(event_type=kind, raise_on_entire_batch_failure=False),
        context=context,
    )
    return {**answer}
