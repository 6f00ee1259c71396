"""Counting goes on where a part was away: refused clicks, a cold counter, a pushed-out link."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import valkey

from contracts.tables.links_clicks import statistics_of
from contracts.tables.links_late import late_key
from tests.e2e.behind import Behind
from tests.e2e.people import Person
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually

Json = dict[str, Any]
TWO_ROLL_UPS = 150.0
COUNTER = "links.handlers.clicks.handler"


def total(owner: Person, code: str) -> int:
    clicks: int = owner.ok("GET", f"/api/stats/{code}").json["totalClicks"]
    return clicks


def a_record(behind: Behind, code: str) -> Json:
    """What the redirect wrote of a click of this link."""
    records = behind.stream_records(stream_of(behind))
    found: Json = json.loads(next(data for data in records if f'"code":"{code}"'.encode() in data))
    return found


def stream_of(behind: Behind) -> str:
    return behind.outputs["ClicksStream"]


def as_refused(behind: Behind, record: Json) -> Json:
    """Puts a click where the redirect puts it while Kinesis refuses; its key."""
    pk, sk = late_key(at=record["at"], event_id=record["id"])
    key = {"pk": {"S": pk}, "sk": {"S": sk}}
    behind.client("dynamodb").put_item(
        TableName=behind.outputs["ClicksTable"], Item={**key, "record": {"S": json.dumps(record)}}
    )
    return key


def waits(behind: Behind, key: Json) -> bool:
    found = behind.client("dynamodb").get_item(
        TableName=behind.outputs["ClicksTable"], Key=key, ConsistentRead=True
    )
    return "Item" in found


def test_L8_a_click_that_kinesis_refused_is_counted_and_one_that_it_took_is_not_again(
    ada: Person, behind: Behind, visitor: Visitor
) -> None:
    """The redirect cannot always know which of the two it was; the event id does."""
    code = ada.shortens()
    visitor.gets(f"/{code}")
    eventually(lambda: total(ada, code), until=lambda clicks: clicks == 1)
    taken = a_record(behind, code)
    refused = {**taken, "id": f"{int(taken['id'], 16) ^ 1:016x}"}
    keys = [as_refused(behind, taken), as_refused(behind, refused)]
    eventually(lambda: not any(waits(behind, key) for key in keys), within=TWO_ROLL_UPS)
    eventually(lambda: total(ada, code), until=lambda clicks: clicks == 2)
    visitor.gets(f"/{code}")
    eventually(lambda: total(ada, code), until=lambda clicks: clicks >= 3)
    assert total(ada, code) == 3


def test_L9_an_event_that_comes_in_several_batches_is_one_click(
    ada: Person, behind: Behind, visitor: Visitor
) -> None:
    code = ada.shortens()
    visitor.gets(f"/{code}")
    eventually(lambda: total(ada, code), until=lambda clicks: clicks == 1)
    record = a_record(behind, code)
    for _ in range(3):
        behind.client("kinesis").put_record(
            StreamName=stream_of(behind), Data=json.dumps(record), PartitionKey=record["id"]
        )
        time.sleep(3)  # longer than batches are collected
    visitor.gets(f"/{code}")
    eventually(lambda: total(ada, code), until=lambda clicks: clicks >= 2)
    assert total(ada, code) == 2


def test_L4_a_clicked_link_that_was_pushed_out_of_the_cache_is_back_after_the_roll_up(
    ada: Person, behind: Behind, visitor: Visitor
) -> None:
    code = ada.shortens()
    with valkey.Valkey(host="127.0.0.1", port=behind.stack.state.ports.valkey) as cache:
        visitor.gets(f"/{code}")
        cache.delete(f"link:{code}")
        eventually(lambda: cache.exists(f"link:{code}"), within=TWO_ROLL_UPS)
    assert visitor.gets(f"/{code}").status == 302


def test_X12_statistics_that_were_rolled_up_go_with_their_owner(
    ada: Person, behind: Behind, visitor: Visitor
) -> None:
    code = ada.shortens()
    visitor.gets(f"/{code}")
    eventually(lambda: statistics(behind, code), within=TWO_ROLL_UPS)
    ada.api.asks("DELETE", "/api/me")
    eventually(lambda: not statistics(behind, code), within=TWO_ROLL_UPS)


def statistics(behind: Behind, code: str) -> list[Json]:
    """The hours and days that are stored of a link."""
    found: list[Json] = behind.client("dynamodb").query(
        TableName=behind.outputs["ClicksTable"],
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": statistics_of(code)}},
        ConsistentRead=True,
    )["Items"]
    return found


@contextmanager
def redeployed(behind: Behind, handler: str) -> Iterator[None]:
    """A function whose sandboxes are new, as after a deployment."""
    client = behind.client("lambda")
    pages = client.get_paginator("list_functions").paginate()
    (found,) = (f for page in pages for f in page["Functions"] if f.get("Handler") == handler)
    name, memory = found["FunctionName"], found["MemorySize"]
    client.update_function_configuration(FunctionName=name, MemorySize=memory + 1)
    try:
        yield
    finally:
        client.update_function_configuration(FunctionName=name, MemorySize=memory)


@pytest.mark.alone
@pytest.mark.timeout(600)
def test_L9_a_cold_counter_goes_on_at_the_end_of_the_chain(
    ada: Person, behind: Behind, visitor: Visitor
) -> None:
    code = ada.shortens()
    visitor.gets(f"/{code}")
    eventually(lambda: total(ada, code), until=lambda clicks: clicks == 1)
    with redeployed(behind, COUNTER):
        visitor.gets(f"/{code}")
        eventually(lambda: total(ada, code), until=lambda clicks: clicks >= 2, within=TWO_ROLL_UPS)
        assert total(ada, code) == 2
