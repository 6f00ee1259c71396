"""S9 where DynamoDB refuses: counters that collide grow wider, and every like is counted."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from contracts.tables import social
from core.errors import Unavailable
from social.adapters import counters as module
from social.adapters.counters import Change, CounterShards
from tests.contract.contended import Contended
from tests.tables import create_table

TWEET = "7530701704400994305"


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Contended]:
    monkeypatch.setattr(module, "pause", lambda _: None)
    with mock_aws():
        real = boto3.client("dynamodb")
        create_table(real, social.REACTIONS)
        yield Contended(real)


def like(counters: CounterShards, user: str) -> None:
    edge = {
        "Put": {
            "TableName": "reactions",
            "Item": {"pk": {"S": f"u#{user}"}, "sk": {"S": f"like#{TWEET}"}},
            "ConditionExpression": "attribute_not_exists(pk)",
        }
    }
    counters.write([edge], [Change(TWEET, {"likes": 1})])


def test_S9_a_collision_makes_the_counter_four_times_as_wide(client: Contended) -> None:
    counters = CounterShards(client=client, table="reactions")  # type: ignore[arg-type]  # a stand-in
    for conflicts, width in ((0, 1), (1, 4), (1, 16), (1, 64), (1, 64)):
        client.conflicts = conflicts
        like(counters, f"u{conflicts}-{width}-{client.tried}")
        assert counters.widths([TWEET]) == {TWEET: width}
    assert counters.sums([TWEET], consistent=True) == {TWEET: {"likes": 5}}


def test_S9_a_sandbox_that_knows_less_takes_over_the_width_that_was_told(
    client: Contended,
) -> None:
    first = CounterShards(client=client, table="reactions")  # type: ignore[arg-type]  # a stand-in
    client.conflicts = 2
    like(first, "a")
    late = CounterShards(client=client, table="reactions")  # type: ignore[arg-type]  # a stand-in
    client.conflicts = 1
    like(late, "b")
    assert late.widths([TWEET]) == {TWEET: 16}
    assert late.sums([TWEET], consistent=True) == {TWEET: {"likes": 2}}


def test_X4_what_collides_again_and_again_is_refused_whole(client: Contended) -> None:
    counters = CounterShards(client=client, table="reactions")  # type: ignore[arg-type]  # a stand-in
    client.conflicts = module.ATTEMPTS
    with pytest.raises(Unavailable) as refused:
        like(counters, "a")
    assert refused.value.headers["Retry-After"]
    assert client.tried == module.ATTEMPTS
    assert counters.sums([TWEET], consistent=True) == {TWEET: {}}


def test_X4_throttling_is_no_collision(client: Contended, monkeypatch: pytest.MonkeyPatch) -> None:
    counters = CounterShards(client=client, table="reactions")  # type: ignore[arg-type]  # a stand-in

    def throttled(**_: object) -> None:
        error: Any = {"Error": {"Code": "ThrottlingException", "Message": ""}}
        raise ClientError(error, "TransactWriteItems")

    monkeypatch.setattr(client, "transact_write_items", throttled)
    with pytest.raises(ClientError):
        like(counters, "a")
