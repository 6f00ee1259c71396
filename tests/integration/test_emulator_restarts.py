"""What is in a stream when the emulator stops is read when it runs again: once, and all of it."""

import json
from collections.abc import Iterator

import pytest

from tests.e2e.waiting import eventually
from tests.integration.emulator_rig import BARE, OURS, Emulator, Template, emulator, function

COUNTS = """
import boto3, os
def handler(event, context):
    print("reading")
    for record in event["Records"]:
        told = record["dynamodb"]["Keys"]["pk"]["S"] if "dynamodb" in record \
            else record["kinesis"]["partitionKey"]
        boto3.client("dynamodb").update_item(
            TableName=os.environ["SEEN"], Key={"pk": {"S": told}},
            UpdateExpression="ADD times :one", ExpressionAttributeValues={":one": {"N": "1"}})
"""
OUTPUTS = {
    "Changed": {"Ref": "Changed"},
    "Stream": {"Ref": "Stream"},
    "Seen": {"Ref": "Seen"},
    "OfStream": {"Ref": "OfStream"},
    "OfChanges": {"Ref": "OfChanges"},
    "StreamArn": {"Fn::GetAtt": ["Stream", "Arn"]},
    "ChangesArn": {"Fn::GetAtt": ["Changed", "StreamArn"]},
}


def _table(**properties: object) -> Template:
    return {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
            **properties,
        },
    }


def _mapping(resource: str, attribute: str) -> Template:
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "FunctionName": {"Ref": "Fn"},
            "EventSourceArn": {"Fn::GetAtt": [resource, attribute]},
            "StartingPosition": "TRIM_HORIZON",
        },
    }


def _readers() -> Template:
    allowed = {"Effect": "Allow", "Action": ["dynamodb:*", "kinesis:*"], "Resource": "*"}
    return {
        **function(
            COUNTS,
            statements=[allowed],
            Environment={"Variables": {"SEEN": {"Ref": "Seen"}}},
        ),
        "Seen": _table(),
        "Changed": _table(StreamSpecification={"StreamViewType": "NEW_IMAGE"}),
        "Stream": {"Type": "AWS::Kinesis::Stream", "Properties": {"ShardCount": 1}},
        "OfChanges": _mapping("Changed", "StreamArn"),
        "OfStream": _mapping("Stream", "Arn"),
    }


class Reading:
    """A table and a stream, each read by a function that counts what it is told."""

    def __init__(self, where: Emulator) -> None:
        self.emulator = where
        self.made = where.deploy(_readers(), OUTPUTS)

    def change(self, key: str) -> None:
        table = self.made["Changed"]
        self.emulator.aws("dynamodb").put_item(TableName=table, Item={"pk": {"S": key}})

    def put(self, key: str) -> None:
        self.emulator.aws("kinesis").put_record(
            StreamName=self.made["Stream"], Data=b"{}", PartitionKey=key
        )

    def times(self, key: str) -> int:
        found = self.emulator.aws("dynamodb").get_item(
            TableName=self.made["Seen"], Key={"pk": {"S": key}}, ConsistentRead=True
        )
        return int(found.get("Item", {}).get("times", {"N": "0"})["N"])

    def is_told(self, key: str) -> bool:
        return eventually(lambda: self.times(key) > 0)

    def listens(self, mapping: str, *, enabled: bool) -> None:
        self.emulator.aws("lambda").update_event_source_mapping(
            UUID=self.made[mapping], Enabled=enabled
        )

    def changes_kept(self) -> list[str]:
        """Keys of the table's stream, from its beginning."""
        streams, arn = self.emulator.aws("dynamodbstreams"), self.made["ChangesArn"]
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        start = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )
        records = streams.get_records(ShardIterator=start["ShardIterator"])["Records"]
        return [record["dynamodb"]["Keys"]["pk"]["S"] for record in records]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with emulator(tmp_path_factory.mktemp("bare"), module=BARE) as running:
        yield Reading(running)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    with emulator(tmp_path_factory.mktemp("ours"), module=OURS) as running:
        yield Reading(running)


# ---- stream_records


def test_ministack_still_forgets_the_stream_of_a_table(bare: Reading) -> None:
    bare.change("a")
    assert bare.is_told("a")
    bare.emulator.stop()
    bare.emulator.start()
    assert bare.changes_kept() == []


def test_the_changes_of_a_table_are_read_once_across_a_restart(ours: Reading) -> None:
    ours.change("before")
    assert ours.is_told("before")
    ours.listens("OfChanges", enabled=False)
    ours.change("meanwhile")
    ours.emulator.stop()
    ours.emulator.start()
    assert ours.changes_kept() == ["before", "meanwhile"]
    ours.listens("OfChanges", enabled=True)
    ours.change("after")
    assert ours.is_told("after")
    assert [ours.times(key) for key in ("before", "meanwhile", "after")] == [1, 1, 1]


# ---- kinesis_positions


def _a_day_passes(reading: Reading) -> None:
    """The emulator is off for longer than the stream keeps records."""
    reading.emulator.stop()
    saved = reading.emulator.saved("kinesis")
    saved.write_text(json.dumps(_aged(json.loads(saved.read_text()))))
    reading.emulator.start()


def _aged(state: object) -> object:
    if isinstance(state, list):
        return [_aged(each) for each in state]
    if not isinstance(state, dict):
        return state
    return {
        key: each - 25 * 3600 if key == "ApproximateArrivalTimestamp" else _aged(each)
        for key, each in state.items()
    }


def test_ministack_still_skips_as_many_records_as_have_expired(bare: Reading) -> None:
    bare.put("yesterday")
    assert bare.is_told("yesterday")
    _a_day_passes(bare)
    bare.put("today")
    bare.put("later")
    assert bare.is_told("later")
    assert bare.times("today") == 0


def test_records_after_a_day_are_read_once(ours: Reading) -> None:
    for key in ("first", "second"):
        ours.put(key)
        assert ours.is_told(key)
    _a_day_passes(ours)
    for key in ("today", "later"):
        ours.put(key)
        assert ours.is_told(key)
    assert [ours.times(key) for key in ("first", "second", "today", "later")] == [1, 1, 1, 1]


def test_records_nobody_has_read_yet_are_read_after_a_restart(ours: Reading) -> None:
    ours.listens("OfStream", enabled=False)
    for key in ("one", "two", "three"):
        ours.put(key)
    ours.emulator.stop()
    ours.emulator.start()
    ours.listens("OfStream", enabled=True)
    assert ours.is_told("three")
    assert [ours.times(key) for key in ("one", "two", "three")] == [1, 1, 1]
