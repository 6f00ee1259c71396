"""Clicks of a region on their way to home's stream, and what Route 53 is told of a region."""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from moto import mock_aws

from core import aws
from core.errors import Unavailable
from links import wiring_health, wiring_homeward
from links.handlers import health, homeward
from links.redirect.homeward import ATTEMPTS, BATCH, Passing, pass_on
from tests.fakes.json_server import Asked, JsonServer, Said, refused

STREAM, HOME = "triptych-test-us-east-1-clicks", "us-east-1"


@dataclass
class Stream:
    """Refuses ``refusals`` records of the next calls, one number a call."""

    refusals: list[int] = field(default_factory=list)
    taken: list[Passing] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    def put(self, records: Sequence[Passing]) -> Sequence[Passing]:
        self.sizes.append(len(records))
        refused = self.refusals.pop(0) if self.refusals else 0
        self.taken += records[refused:]
        return records[:refused]


def clicks(count: int) -> list[Passing]:
    return [Passing(f"{n:016x}", b"{}") for n in range(count)]


def test_L8_all_clicks_go_home_in_calls_of_five_hundred() -> None:
    stream, given = Stream(), clicks(1_201)
    assert pass_on(given, stream=stream, sleep=_no_sleep) == 1_201
    assert (stream.sizes, stream.taken) == ([BATCH, BATCH, 201], given)


def test_L9_only_what_was_refused_is_sent_again() -> None:
    stream, slept = Stream(refusals=[3, 1]), list[float]()
    pass_on(clicks(10), stream=stream, sleep=slept.append)
    assert stream.sizes == [10, 3, 1]
    assert sorted(each.key for each in stream.taken) == [each.key for each in clicks(10)]
    assert slept == [0.2, 0.4]


def test_X4_what_home_keeps_refusing_fails_the_batch_so_that_it_comes_again() -> None:
    stream = Stream(refusals=[1] * ATTEMPTS)
    with pytest.raises(Unavailable):
        pass_on(clicks(2), stream=stream, sleep=_no_sleep)
    assert len(stream.sizes) == ATTEMPTS


@pytest.fixture
def far_from_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "HOME_REGION": HOME,
        "HOME_STREAM": STREAM,
    }.items():
        monkeypatch.setenv(name, value)
    with mock_aws():
        aws.forget_clients()
        wiring_homeward.home_stream.cache_clear()
        aws.kinesis_in(HOME).create_stream(StreamName=STREAM, ShardCount=1)
        yield
    aws.forget_clients()
    wiring_homeward.home_stream.cache_clear()


@pytest.mark.usefixtures("far_from_home")
def test_a_batch_goes_into_the_stream_of_the_home_region_as_it_is() -> None:
    homeward.handler({"Records": [_record("k1", b"corrupt"), _record("k2", b"{}")]}, None)
    kinesis = aws.kinesis_in(HOME)
    (shard,) = kinesis.list_shards(StreamName=STREAM)["Shards"]
    iterator = kinesis.get_shard_iterator(
        StreamName=STREAM, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records = kinesis.get_records(ShardIterator=iterator)["Records"]
    assert [(r["PartitionKey"], r["Data"]) for r in records] == [("k1", b"corrupt"), ("k2", b"{}")]


@pytest.mark.parametrize(
    ("said", "status"), [(Said(), 204), (refused("InternalServerError", 500), 503)]
)
def test_a_region_is_well_if_its_table_of_links_answers(
    monkeypatch: pytest.MonkeyPatch, said: Said, status: int
) -> None:
    def script(asked: Asked) -> Said:
        assert asked.operation == "GetItem"
        return said

    with JsonServer(script) as server:
        for name, value in {
            "AWS_REGION": "eu-west-1",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
            "AWS_ENDPOINT_URL": server.endpoint,
            "URLS_TABLE": "urls",
        }.items():
            monkeypatch.setenv(name, value)
        wiring_health._table.cache_clear()
        given = health.handler({}, None)
        assert given["statusCode"] == status
        assert ("retry-after" in str(given["headers"])) == (status == 503)
        wiring_health._table.cache_clear()
        assert server.asked[0].body["ConsistentRead"] is False, "half a read unit"


def _record(key: str, data: bytes) -> dict[str, Any]:  # Any: Lambda's JSON
    kinesis = {"partitionKey": key, "data": base64.b64encode(data).decode()}
    return {"eventID": f"shardId-0:{key}", "kinesis": kinesis}


def _no_sleep(_seconds: float) -> None:
    return
