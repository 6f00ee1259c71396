"""X6 where an attempt failed, or its process died, on DynamoDB (moto)."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from core.errors import Unavailable
from core.idempotency_records import A_DAY
from tests.builders import json_body
from tests.integration.idempotent import Maker, passes, post, records, sandbox


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


def test_X6_another_body_after_an_attempt_that_failed_is_422(table: Any, make: Maker) -> None:
    """What the first one made would be the answer to something else."""

    def fail() -> None:
        raise Unavailable

    make.before = fail
    post(sandbox(table, make), name="a")
    make.before = lambda: None
    assert post(sandbox(table, make), name="b")["statusCode"] == 422
    assert make.made == 0
    assert post(sandbox(table, make), name="a")["statusCode"] == 201


def test_X6_a_claim_whose_answer_was_lost_is_ones_own_when_it_is_repeated(
    table: Any, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = table.update_item

    def twice(**asked: object) -> object:
        monkeypatch.setattr(table, "update_item", real)
        real(**asked)
        return real(**asked)  # as the SDK does

    monkeypatch.setattr(table, "update_item", twice)
    assert post(sandbox(table, make))["statusCode"] == 201
    assert post(sandbox(table, make))["statusCode"] == 201
    assert make.made == 1


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
