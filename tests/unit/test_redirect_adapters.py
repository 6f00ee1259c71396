"""The redirect's adapters against services that refuse (X4, L8), and what the function imports."""

import json
import os
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable

import pytest

from contracts.tables.links_late import late_key, late_partitions
from core.aws_lite import JsonService, Patience
from core.breaker import Breaker
from core.errors import Unavailable
from core.sigv4 import Credentials
from links.adapters.click_stream import ClickStream, DeferredClicks
from links.adapters.hot_table import HotTable
from links.redirect.visits import Click
from tests.fakes.json_server import Asked, JsonServer, Said, refused

CLICK = Click("00000000000000ff", 1_795_435_200_000, '{"code":"abc"}')
THROTTLED = "ProvisionedThroughputExceededException"
HEAVY = ("boto3", "botocore", "pydantic", "aws_lambda_powertools", "valkey", "crawlerdetect")


def service(name: str, endpoint: str) -> JsonService:
    return JsonService(
        service=name,
        region="us-east-1",
        credentials=Credentials("a", "b"),
        endpoint=endpoint,
        patience=Patience(timeout=10.0),
        sleep=lambda _seconds: None,
    )


def stream(endpoint: str, heard: list[str], breaker: Breaker | None = None) -> ClickStream:
    deferred = DeferredClicks(
        dynamodb=service("dynamodb", endpoint), table="clicks", on_deferred=heard.append
    )
    return ClickStream(
        kinesis=service("kinesis", endpoint),
        stream="clicks",
        breaker=breaker or Breaker(),
        otherwise=deferred.keep,
    )


def fails(*operations: str) -> Callable[[Asked], Said]:
    return lambda asked: refused(THROTTLED) if asked.operation in operations else Said()


def test_P1_a_click_is_one_record_spread_by_its_id() -> None:
    heard: list[str] = []
    with JsonServer(fails()) as server:
        stream(server.endpoint, heard).record(CLICK)
        [asked] = server.asked
    assert asked.operation == "PutRecord"
    assert asked.body["PartitionKey"] == CLICK.id
    assert b64decode(asked.body["Data"]).decode() == CLICK.record
    assert heard == []


def test_X4_L8_a_click_the_stream_refuses_three_times_is_kept_in_the_table() -> None:
    heard: list[str] = []
    with JsonServer(fails("PutRecord")) as server:
        stream(server.endpoint, heard).record(CLICK)
        operations = [asked.operation for asked in server.asked]
        item = server.asked[-1].body["Item"]
    assert operations == ["PutRecord"] * 3 + ["PutItem"]
    assert item == {
        "pk": {"S": "late#7"},
        "sk": {"S": "1795435200000#00000000000000ff"},
        "record": {"S": CLICK.record},
    }
    assert heard == [THROTTLED]


def test_X4_a_stream_that_keeps_refusing_is_left_alone_for_a_while() -> None:
    with JsonServer(fails("PutRecord")) as server:
        clicks = stream(server.endpoint, [], Breaker(clock=lambda: 0.0))
        for _ in range(10):
            clicks.record(CLICK)
        operations = [asked.operation for asked in server.asked]
    assert operations.count("PutRecord") == 9
    assert operations.count("PutItem") == 10


def test_X4_a_click_nobody_takes_is_unavailable() -> None:
    heard: list[str] = []
    with (
        JsonServer(fails("PutRecord", "PutItem")) as server,
        pytest.raises(Unavailable) as caught,
    ):
        stream(server.endpoint, heard).record(CLICK)
    assert caught.value.headers == {"Retry-After": "1"}
    assert heard == []


def test_a_stream_may_be_named_by_its_arn() -> None:
    with JsonServer(fails()) as server:
        arn = "arn:aws:kinesis:us-east-1:1:stream/clicks"
        ClickStream(
            kinesis=service("kinesis", server.endpoint),
            stream=arn,
            breaker=Breaker(),
            otherwise=lambda _click, _reason: None,
        ).record(CLICK)
        assert server.asked[0].body["StreamARN"] == arn


def test_late_clicks_are_spread_and_in_order() -> None:
    keys = [late_key(at=n, event_id=f"{n:016x}") for n in range(100)]
    assert {partition for partition, _ in keys} == set(late_partitions())
    assert [sort for _, sort in keys] == sorted(sort for _, sort in keys)


def test_X4_a_throttled_table_is_unavailable_after_bounded_attempts() -> None:
    with JsonServer(fails("GetItem", "UpdateItem")) as server:
        table = HotTable(dynamodb=service("dynamodb", server.endpoint), table="urls")
        with pytest.raises(Unavailable) as caught:
            table.hot_form("abc", consistent=False)
        assert caught.value.headers == {"Retry-After": "1"}
        with pytest.raises(Unavailable):
            table.claim("abc", limit=1)
        assert len(server.asked) == 6


def test_L7_a_claim_whose_outcome_is_unknown_is_not_repeated() -> None:
    with JsonServer(lambda _: Said(500, {})) as server:
        table = HotTable(dynamodb=service("dynamodb", server.endpoint), table="urls")
        with pytest.raises(Unavailable):
            table.claim("abc", limit=1)
        assert len(server.asked) == 1


def test_P8_the_redirect_imports_nothing_heavy() -> None:
    code = "import sys, json, links.handlers.redirect; print(json.dumps(sorted(sys.modules)))"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    output = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", code], env=environ, check=True, capture_output=True, text=True
    ).stdout
    imported = {name.partition(".")[0] for name in json.loads(output)}
    assert imported.isdisjoint(HEAVY)
    assert imported.isdisjoint({"asyncio", "logging", "traceback", "xml", "secrets"})
