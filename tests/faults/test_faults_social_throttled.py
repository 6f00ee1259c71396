"""X4: tables that throttle, for whoever searches, counts and tells; on moto's tables.

Every call is tried three times and no more, an API answers 503 and when to come again, and a batch
that failed anywhere is delivered again and makes what it would have made at once.
"""

import random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from contracts.tables.social_notices import NOTICES
from core import aws
from core.errors import Unavailable
from social.handlers import notices, search, search_api
from tests.builders import claims, http_event, json_body
from tests.faults.throttling import ATTEMPTS, READS, throttled
from tests.unit.test_social_search_handlers import (
    Json,
    a_new_tweet,
    asked,
    batch,
    deliver,
    deployed,
    liked,
    posted,
)

__all__ = ["deployed"]  # the fixture, for pytest

ASKED = {
    "GET /api/search?q=cats": {"q": "cats"},
    "GET /api/users?q=a": {"q": "a"},
    "GET /api/notifications": {},
    "GET /api/notifications/unread": {},
    "POST /api/notifications/seen": {},
}
pytestmark = pytest.mark.usefixtures("deployed", "impatient")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


def answer(what: str) -> Json:
    method, _, path = what.partition(" ")
    event = http_event(
        method,
        path.partition("?")[0],
        query=ASKED[what],
        authorizer=claims("ada", username="ada"),
    )
    given: Json = search_api.handler(event, None)
    return given


def stored() -> list[Json]:
    items: list[Any] = aws.dynamodb().scan(TableName=NOTICES.name)["Items"]
    return items


@pytest.mark.parametrize("what", ASKED)
def test_X4_an_api_whose_tables_throttle_answers_503_after_three_attempts(what: str) -> None:
    with throttled(lambda *_: True) as throttle:
        refused = answer(what)
    assert refused["statusCode"] == 503, refused["body"]
    assert int(refused["headers"]["Retry-After"]) > 0
    assert json_body(refused)["error"]["code"] == "unavailable"
    assert max(throttle.refused.values()) <= ATTEMPTS
    assert stored() == []


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("seed", range(6))
def test_X4_where_half_of_the_reads_are_refused_answers_are_right_or_503(
    what: str, seed: int
) -> None:
    entry = a_new_tweet(1, "cats for @ada", "bob", mentions=("ada",))
    deliver(batch(posted(entry)))
    right = answer(what)
    chance = random.Random(seed)
    with throttled(lambda operation, _: operation in READS and chance.random() < 0.5) as throttle:
        given = answer(what)
    if given["statusCode"] == 503:
        assert int(given["headers"]["Retry-After"]) > 0
    else:
        assert (given["statusCode"], given["body"]) == (right["statusCode"], right["body"])
    assert sum(throttle.seen.values()) < 60


@pytest.mark.parametrize("consumer", [search, notices])
@pytest.mark.parametrize("first", range(12))
def test_X4_a_batch_that_tables_refuse_from_any_call_on_comes_again_and_counts_once(
    consumer: Any, first: int
) -> None:
    mine = a_new_tweet(1, "my own", "ada")
    entry = a_new_tweet(2, "big cats for @ada", "bob", mentions=("ada",))
    event = batch(posted(mine), posted(entry), liked("bob", mine))
    with throttled(lambda _, number: number >= first) as throttle:
        try:
            consumer.handler(event, None)
        except (ClientError, Unavailable):
            assert max(throttle.refused.values()) <= ATTEMPTS
        else:
            assert not throttle.refused
    for _ in range(2):
        deliver(event)
    assert [t["id"] for t in asked("/api/search", {"q": "cats"})["tweets"]] == [entry.id]
    told = {each["type"]: each["count"] for each in asked("/api/notifications")["items"]}
    assert told == {"mention": 1, "like": 1}
    assert asked("/api/notifications/unread") == {"count": 2}


@pytest.mark.parametrize("operation", ["PutItem", "BatchWriteItem"])
def test_X4_refused_writes_leave_nothing_that_anybody_sees(operation: str) -> None:
    entry = a_new_tweet(2, "big cats for @ada", "bob", mentions=("ada",))
    with throttled(lambda name, _: name == operation) as throttle:
        for consumer in (search, notices):
            if (consumer, operation) != (notices, "BatchWriteItem"):
                with pytest.raises((ClientError, Unavailable)):
                    consumer.handler(batch(posted(entry)), None)
    assert max(throttle.refused.values()) <= 2 * ATTEMPTS
    assert asked("/api/search", {"q": "cats"})["tweets"] == []
    assert asked("/api/notifications")["items"] == []
