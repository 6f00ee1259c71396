"""``table_streaming``: needed with the pinned MiniStack, and doing what AWS does."""

import json
import time

from tests.integration.emulator_rig import Emulator, Template

OUTPUTS = {"Table": {"Ref": "Table"}, "Stream": {"Ref": "Stream"}}


def _streaming_table() -> Template:
    return {
        "Stream": {"Type": "AWS::Kinesis::Stream", "Properties": {"ShardCount": 2}},
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
                "KinesisStreamSpecification": {"StreamArn": {"Fn::GetAtt": ["Stream", "Arn"]}},
            },
        },
    }


def _destinations(where: Emulator, table: str) -> list[str]:
    answer = where.aws("dynamodb").describe_kinesis_streaming_destination(TableName=table)
    return [each["DestinationStatus"] for each in answer["KinesisDataStreamDestinations"]]


def _records(where: Emulator, stream: str, *, expected: int) -> list[tuple[str, dict[str, object]]]:
    """Shard and record, once there are as many as expected."""
    kinesis = where.aws("kinesis")
    found: list[tuple[str, dict[str, object]]] = []
    for _ in range(600):
        found = []
        for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
            iterator = kinesis.get_shard_iterator(
                StreamName=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )["ShardIterator"]
            for each in kinesis.get_records(ShardIterator=iterator)["Records"]:
                found.append((shard["ShardId"], json.loads(each["Data"])))
        if len(found) >= expected:
            break
        time.sleep(0.1)
    return found


def test_ministack_still_ignores_the_specification_in_a_template(bare: Emulator) -> None:
    made = bare.deploy(_streaming_table(), OUTPUTS)
    assert _destinations(bare, made["Table"]) == []


def test_a_table_streams_to_kinesis_as_its_template_says(ours: Emulator) -> None:
    made = ours.deploy(_streaming_table(), OUTPUTS)
    assert _destinations(ours, made["Table"]) == ["ACTIVE"]
    table, item = ours.aws("dynamodb"), {"id": {"S": "a"}, "n": {"N": "1"}}
    table.put_item(TableName=made["Table"], Item=item)
    table.put_item(TableName=made["Table"], Item=item)  # changes nothing
    table.put_item(TableName=made["Table"], Item={**item, "n": {"N": "2"}})
    table.delete_item(TableName=made["Table"], Key={"id": {"S": "a"}})
    records = _records(ours, made["Stream"], expected=3)
    assert [each["eventName"] for _, each in records] == ["INSERT", "MODIFY", "REMOVE"]
    assert {each["tableName"] for _, each in records} == {made["Table"]}
    assert len({shard for shard, _ in records}) == 1


def test_a_record_holds_both_images_and_the_time_in_milliseconds(ours: Emulator) -> None:
    made = ours.deploy(_streaming_table(), OUTPUTS)
    before, after = ({"id": {"S": "a"}, "n": {"N": n}} for n in ("1", "2"))
    ours.aws("dynamodb").put_item(TableName=made["Table"], Item=before)
    ours.aws("dynamodb").put_item(TableName=made["Table"], Item=after)
    change = _records(ours, made["Stream"], expected=2)[1][1]["dynamodb"]
    assert isinstance(change, dict)
    assert (change["Keys"], change["OldImage"], change["NewImage"]) == (
        {"id": {"S": "a"}},
        before,
        after,
    )
    assert change["ApproximateCreationDateTime"] > 1_000_000_000_000


def test_a_transaction_streams_each_of_its_items(ours: Emulator) -> None:
    made = ours.deploy(_streaming_table(), OUTPUTS)
    ours.aws("dynamodb").transact_write_items(
        TransactItems=[
            {"Put": {"TableName": made["Table"], "Item": {"id": {"S": name}}}} for name in "ab"
        ]
    )
    assert len(_records(ours, made["Stream"], expected=2)) == 2
