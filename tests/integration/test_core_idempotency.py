"""X6 on DynamoDB (moto): one effect and one answer per caller, operation and Idempotency-Key."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from contracts.http import Route
from contracts.http.models import Model, Request
from contracts.tables.links import IDEMPOTENCY
from core.attempts import Attempt
from core.errors import NotFound, Unavailable
from core.http.api import Handler, build
from core.http.guard import Guard
from core.http.messages import Call, Reply
from core.idempotency import Idempotency
from core.idempotency_records import A_DAY
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body


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


@pytest.fixture
def table() -> Iterator[Any]:
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


@pytest.fixture
def make() -> Maker:
    return Maker()


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


def test_X6_a_replay_has_the_same_answer_and_no_effect(table: Any, make: Maker) -> None:
    first = post(sandbox(table, make))
    second = post(sandbox(table, make))
    assert make.made == 1
    assert first["statusCode"] == second["statusCode"] == 201
    assert first["body"] == second["body"]
    assert first["headers"] == second["headers"]


def test_X6_without_a_key_every_request_has_its_effect(table: Any, make: Maker) -> None:
    handle = sandbox(table, make)
    post(handle, None)
    post(handle, None)
    assert make.made == 2
    assert records(table) == []


def test_X6_another_body_under_the_same_key_is_422(table: Any, make: Maker) -> None:
    handle = sandbox(table, make)
    post(handle, name="a")
    answer = post(handle, name="b")
    assert answer["statusCode"] == 422
    assert json_body(answer)["error"]["code"] == "idempotency_mismatch"
    assert make.made == 1


def test_X6_keys_are_the_callers_own_and_the_operations_own(table: Any, make: Maker) -> None:
    handle = sandbox(table, make)
    post(handle, user="u-1")
    post(handle, user="u-2")
    post(handle, path="/api/forge")
    assert make.made == 3


def test_X6_two_at_once_have_one_effect(table: Any, make: Maker) -> None:
    others: list[dict[str, Any]] = []

    def send_another() -> None:
        make.before = lambda: None
        others.append(post(sandbox(table, make)))

    make.before = send_another
    answer = post(sandbox(table, make))
    assert answer["statusCode"] == 201
    assert others[0]["statusCode"] == 409
    assert json_body(others[0])["error"]["code"] == "idempotency_in_progress"
    assert others[0]["headers"]["Retry-After"]
    assert make.made == 1


def test_X6_two_at_once_with_different_bodies_never_mix(table: Any, make: Maker) -> None:
    others: list[dict[str, Any]] = []

    def send_another() -> None:
        make.before = lambda: None
        others.append(post(sandbox(table, make), name="b"))

    make.before = send_another
    post(sandbox(table, make), name="a")
    assert others[0]["statusCode"] == 422
    assert make.made == 1


def test_X6_a_refused_attempt_leaves_no_record_and_can_be_repeated(table: Any, make: Maker) -> None:
    def refuse() -> None:
        raise NotFound

    handle = sandbox(table, make)
    make.before = refuse
    assert post(handle)["statusCode"] == 404
    assert records(table) == []
    make.before = lambda: None
    assert post(handle, name="b")["statusCode"] == 201
    assert make.made == 1
    first, second = make.attempts
    assert [each and each.again for each in make.attempts] == [False, False]
    assert first != second


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (RuntimeError("inside"), 500),
        (ClientError({"Error": {"Code": "ThrottlingException"}}, "PutItem"), 503),
        (Unavailable(), 503),
    ],
)
def test_X6_an_attempt_that_failed_can_be_repeated_at_once_and_is_the_same_attempt(
    table: Any, make: Maker, failure: Exception, status: int
) -> None:
    def fail() -> None:
        raise failure

    make.before = fail
    assert [post(sandbox(table, make))["statusCode"] for _ in range(2)] == [status, status]
    make.before = lambda: None
    answers = [post(sandbox(table, make)) for _ in range(2)]
    assert [each["statusCode"] for each in answers] == [201, 201]
    assert make.made == 1
    first, *later = make.attempts
    assert first
    assert not first.again
    assert later == [replace(first, again=True)] * 2


def test_X6_an_attempt_whose_process_died_is_taken_up_when_its_time_was_up(
    table: Any, make: Maker
) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        raise Killed

    handle = sandbox(table, make)
    make.before = die
    for left_ms in (-1, 10_000):
        with pytest.raises(Killed):
            post(handle, left_ms=left_ms)
    assert len(records(table)) == 1
    assert json_body(post(handle))["error"]["code"] == "idempotency_in_progress"
    passes(table, seconds=11)
    make.before = lambda: None
    assert post(sandbox(table, make))["statusCode"] == 201
    assert [each and each.again for each in make.attempts] == [False, True, True]
    assert len({each and each.token for each in make.attempts}) == 1


def test_X6_a_record_that_ended_and_is_still_there_is_no_record(table: Any, make: Maker) -> None:
    handle = sandbox(table, make)
    post(handle, name="yesterday")
    passes(table, seconds=A_DAY + 1)
    assert post(handle, name="today")["statusCode"] == 201
    first, second = make.attempts
    assert (first and first.token) != (second and second.token)
    assert json_body(post(sandbox(table, make), name="today"))["thingId"] == "thing-2"
    assert make.made == 2


@pytest.mark.parametrize("key", ["", "x" * 256, "a b", "é", "a\n"])
def test_X9_a_key_that_is_none_is_422(table: Any, make: Maker, key: str) -> None:
    answer = post(sandbox(table, make), key)
    assert answer["statusCode"] == 422
    assert json_body(answer)["error"]["details"]["fields"][0]["path"] == "Idempotency-Key"
    assert make.made == 0


def test_invalid_requests_leave_no_record(table: Any, make: Maker) -> None:
    event = http_event(
        "POST",
        "/api/make",
        body={"name": 5},
        headers={"Idempotency-Key": "k"},
        authorizer=claims(),
    )
    assert sandbox(table, make)(event, LambdaContext())["statusCode"] == 422
    assert records(table) == []


def test_X4_a_throttled_record_table_is_503_and_nothing_happened(
    table: Any, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def throttled(**_: object) -> None:
        code = "ProvisionedThroughputExceededException"
        raise ClientError({"Error": {"Code": code}}, "UpdateItem")

    monkeypatch.setattr(table, "update_item", throttled)
    answer = post(sandbox(table, make))
    assert answer["statusCode"] == 503
    assert make.made == 0


def test_X4_an_effect_that_could_not_be_recorded_is_still_answered(
    table: Any, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def throttled(**_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")

    make.before = lambda: monkeypatch.setattr(table, "update_item", throttled)
    assert post(sandbox(table, make))["statusCode"] == 201
    monkeypatch.undo()
    assert post(sandbox(table, make))["statusCode"] == 409
    assert make.made == 1


def test_records_expire_and_hold_no_request_body(table: Any, make: Maker) -> None:
    post(sandbox(table, make), name="my private name")
    (record,) = records(table)
    assert IDEMPOTENCY.ttl in record
    assert "private" not in json.dumps(record)
