"""X6 on DynamoDB (moto): one effect and one answer per caller, operation and Idempotency-Key."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from contracts.tables.links import IDEMPOTENCY
from core.errors import NotFound
from tests.builders import claims, http_event, json_body
from tests.integration.idempotent import LambdaContext, Maker, post, records, sandbox


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
