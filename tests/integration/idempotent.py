"""A thing that may be made by Idempotency-Key, on DynamoDB (moto)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import boto3
from moto import mock_aws

from contracts.http import Route
from contracts.http.models import Model, Request
from contracts.tables.links import IDEMPOTENCY
from core.attempts import Attempt
from core.http.api import Handler, build
from core.http.guard import Guard
from core.http.messages import Call, Reply
from core.idempotency import Idempotency
from tests.builders import ORIGIN_SECRET, claims, http_event


class NewThing(Request):
    name: str


class Thing(Model):
    thing_id: str


def route(operation: str) -> Route:
    return Route(
        method="POST",
        path=f"/api/{operation}",
        operation=operation,
        summary="",
        tag="t",
        scope="links:write",
        request=NewThing,
        responses={201: Thing},
        idempotent=True,
    )


class LambdaContext:
    """What Powertools reads of it: how long this invocation may still take."""

    def __init__(self, left_ms: int = 10_000) -> None:
        self._left_ms = left_ms

    def get_remaining_time_in_millis(self) -> int:
        return self._left_ms


class Maker:
    """Makes thing-1, thing-2 …; ``before`` runs first and may fail or send another request."""

    def __init__(self) -> None:
        self.made = 0
        self.attempts: list[Attempt | None] = []
        self.before: Callable[[], None] = lambda: None

    def __call__(self, call: Call) -> Reply:
        self.attempts.append(call.attempt)
        self.before()
        self.made += 1
        thing = Thing(thing_id=f"thing-{self.made}")
        return Reply(status=201, body=thing, headers={"Location": f"/api/{self.made}"})


@contextmanager
def on_dynamodb() -> Iterator[Any]:
    """A client of moto's, which has the table of records."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(
            TableName=IDEMPOTENCY.name,
            KeySchema=[{"AttributeName": IDEMPOTENCY.partition.name, "KeyType": "HASH"}],
            AttributeDefinitions=[
                {"AttributeName": IDEMPOTENCY.partition.name, "AttributeType": "S"}
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        yield client


def sandbox(table: Any, make: Maker) -> Handler:
    """One Lambda sandbox; several share the table."""
    return build(
        routes=(route("make"), route("forge")),
        operations={"make": make, "forge": make},
        guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
        idempotency=Idempotency.on_table(IDEMPOTENCY.name, client=table),
    )


def post(
    handle: Handler,
    key: str | None = "key-1",
    *,
    name: str = "a",
    user: str = "u-1",
    path: str = "/api/make",
    left_ms: int = 10_000,
) -> dict[str, Any]:
    headers = {} if key is None else {"Idempotency-Key": key}
    event = http_event("POST", path, body={"name": name}, headers=headers, authorizer=claims(user))
    return handle(event, LambdaContext(left_ms))


def records(table: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.scan(TableName=IDEMPOTENCY.name)["Items"]
    return found


def passes(table: Any, *, seconds: int) -> None:
    """The only record is as much older."""
    (item,) = records(table)
    began, token = item["attempt"]["S"].split(".")
    older = {"attempt": {"S": f"{int(began) - seconds * 1000}.{token}"}}
    for name, each in (("expiration", 1), ("in_progress_expiration", 1000)):
        older[name] = {"N": str(int(item[name]["N"]) - seconds * each)}
    table.put_item(TableName=IDEMPOTENCY.name, Item={**item, **older})
