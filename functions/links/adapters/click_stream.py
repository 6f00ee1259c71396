"""Where clicks go before the visitor is sent on: Kinesis, and DynamoDB while Kinesis refuses.

A click must not be lost and a redirect should not fail because one of two services is unwell. So a
click that Kinesis would not take within its bounded retries is written as an item under
``late#<n>`` of the clicks table, from where ``links.redirect.late`` puts it into the stream once
that works again; the event id keeps it one click. If neither takes it, the visitor is asked to
come back.
"""

import base64
from collections.abc import Callable

from contracts.tables.links_late import late_key
from core.aws_lite import AwsError, JsonService
from core.breaker import Breaker
from core.errors import Unavailable

from ..redirect.visits import Click


class ClickStream:
    """``stream`` is a name or an ARN; ``otherwise`` gets what Kinesis did not take, and why."""

    def __init__(
        self,
        *,
        kinesis: JsonService,
        stream: str,
        breaker: Breaker,
        otherwise: Callable[[Click, str], None],
    ) -> None:
        self._kinesis = kinesis
        self._where = {"StreamARN" if stream.startswith("arn:") else "StreamName": stream}
        self._breaker = breaker
        self._otherwise = otherwise

    def record(self, click: Click) -> None:
        if not self._breaker.allows():
            self._otherwise(click, "breaker")
            return
        try:
            self._kinesis.call(
                "PutRecord",
                {
                    **self._where,
                    "Data": base64.b64encode(click.record.encode()).decode(),
                    "PartitionKey": click.id,
                },
            )
        except AwsError as error:
            self._breaker.failed()
            self._otherwise(click, error.code)
            return
        self._breaker.succeeded()


class DeferredClicks:
    """Where clicks wait for the stream; ``on_deferred`` hears why it did not take one."""

    def __init__(
        self, *, dynamodb: JsonService, table: str, on_deferred: Callable[[str], None]
    ) -> None:
        self._dynamodb, self._table, self._on_deferred = dynamodb, table, on_deferred

    def keep(self, click: Click, reason: str) -> None:
        partition, sort = late_key(at=click.at, event_id=click.id)
        item = {"pk": {"S": partition}, "sk": {"S": sort}, "record": {"S": click.record}}
        try:
            self._dynamodb.call("PutItem", {"TableName": self._table, "Item": item})
        except AwsError as error:
            raise Unavailable(headers={"Retry-After": "1"}) from error
        self._on_deferred(reason)
