"""``make redrive`` and ``make restore``, drilled on the emulator; what teardown does before cdk."""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from infra.config import CONTRACT
from infra.local.failures import LocalFailure
from infra.operate.deployed import Deployed
from infra.operate.destroy import empty_buckets
from infra.operate.redrive import redrive
from infra.operate.restore import Restoring
from tests.integration.emulator_rig import OURS, Emulator, Template, emulator, function

STAGE = "drill"
TAKES = """
import json
def handler(event, context):
    print(json.dumps(event))
    for record in event["Records"]:
        if record["dynamodb"]["NewImage"]["pk"]["S"] == "broken":
            raise ValueError("still broken")
    return {"batchItemFailures": []}
"""
KEY: Template = {
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}
ONLY = {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "e#"}, "broken"]}}}}
ANYTHING = [{"Effect": "Allow", "Action": "*", "Resource": "*"}]


def _consumer(service: str) -> Template:
    """A function that sets aside, and its role."""
    variables = {"QUARANTINE_BUCKET": {"Ref": "Quarantine"}, "POWERTOOLS_SERVICE_NAME": service}
    return function(TAKES, statements=ANYTHING, Environment={"Variables": variables})


def _from_stream(name: str) -> Template:
    return {
        "Type": "AWS::Lambda::EventSourceMapping",
        "Properties": {
            "FunctionName": {"Ref": name},
            "EventSourceArn": {"Fn::GetAtt": ["Stream", "Arn"]},
            "StartingPosition": "LATEST",
            "Enabled": False,
        },
    }


def _resources() -> Template:
    queue: Template = {"Type": "AWS::SQS::Queue", "Properties": {}}
    return {
        **_consumer("social-fanout_work"),
        "Other": _consumer("social-search")["Fn"],
        "Failures": queue,
        "Source": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": ["Failures", "Arn"]},
                    "maxReceiveCount": 1,
                }
            },
        },
        "OutboxFailures": queue,
        "Quarantine": {"Type": "AWS::S3::Bucket", "Properties": {}},
        "Stream": {"Type": "AWS::Kinesis::Stream", "Properties": {"ShardCount": 1}},
        "FromStream": _from_stream("Fn"),
        "OthersFromStream": _from_stream("Other"),
        "Table": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                **KEY,
                "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
                "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
                "Tags": [{"Key": CONTRACT, "Value": "accounts"}],
            },
        },
        "FromTable": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "FunctionName": {"Ref": "Fn"},
                "EventSourceArn": {"Fn::GetAtt": ["Table", "StreamArn"]},
                "StartingPosition": "LATEST",
                "FilterCriteria": {"Filters": [{"Pattern": json.dumps(ONLY)}]},
                "Enabled": False,
            },
        },
    }


OUTPUTS = {
    "Failures": {"Ref": "Failures"},
    "Source": {"Ref": "Source"},
    "Outbox": {"Ref": "OutboxFailures"},
    "Bucket": {"Ref": "Quarantine"},
    "Stream": {"Ref": "Stream"},
    "Table": {"Ref": "Table"},
    "TableStream": {"Fn::GetAtt": ["Table", "StreamArn"]},
    "Function": {"Fn::GetAtt": ["Fn", "Arn"]},
}


class World:
    def __init__(self, running: Emulator) -> None:
        self.aws = running.aws
        self.made = running.deploy(_resources(), OUTPUTS, name=f"triptych-{STAGE}-all")
        self.stage = Deployed(stage=STAGE, client=running.aws)

    def put(self, *keys: str) -> None:
        for key in keys:
            self.aws("dynamodb").put_item(TableName=self.made["Table"], Item={"pk": {"S": key}})

    def waiting(self, queue: str) -> int:
        answer = self.aws("sqs").get_queue_attributes(
            QueueUrl=self.made[queue], AttributeNames=["All"]
        )["Attributes"]
        return int(answer["ApproximateNumberOfMessages"]) + int(
            answer["ApproximateNumberOfMessagesNotVisible"]
        )

    def set_aside(self, first: Any, last: Any) -> None:  # Any: records of the table's stream
        """As Lambda tells of a batch that it gave up."""
        message = {
            "requestContext": {"functionArn": self.made["Function"]},
            "DDBStreamBatchInfo": {
                "streamArn": self.made["TableStream"],
                "shardId": self.records()[0],
                "startSequenceNumber": first["dynamodb"]["SequenceNumber"],
                "endSequenceNumber": last["dynamodb"]["SequenceNumber"],
            },
        }
        self.aws("sqs").send_message(QueueUrl=self.made["Outbox"], MessageBody=json.dumps(message))

    def records(self) -> tuple[str, list[Any]]:  # Any: records of the table's stream
        streams, arn = self.aws("dynamodbstreams"), self.made["TableStream"]
        described = streams.describe_stream(StreamArn=arn)["StreamDescription"]
        shard = described["Shards"][0]["ShardId"]
        start = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
        )
        return shard, streams.get_records(ShardIterator=start["ShardIterator"])["Records"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with emulator(tmp_path_factory.mktemp("ours"), module=OURS) as running:
        yield World(running)


def test_nothing_set_aside_is_nothing_to_do(world: World) -> None:
    assert list(redrive(world.stage)) == []


def test_messages_go_back_to_their_queue(world: World) -> None:
    sqs = world.aws("sqs")
    for number in range(3):
        sqs.send_message(QueueUrl=world.made["Failures"], MessageBody=str(number))
    (line,) = redrive(world.stage)
    assert (line.what, line.moved, line.left) == ("Failures", 3, "")
    assert (world.waiting("Failures"), world.waiting("Source")) == (0, 3)
    sqs.purge_queue(QueueUrl=world.made["Source"])


def test_X5_what_a_consumer_could_not_read_goes_into_its_stream_again(world: World) -> None:
    s3, kinesis = world.aws("s3"), world.aws("kinesis")
    kept = {"reason": "no JSON", "data": base64.b64encode(b"corrupt then").decode()}
    for key in ("fanout-work/shard-0/1.json", "search/shard-0/1.json", "strange/shard-0/1.json"):
        s3.put_object(Bucket=world.made["Bucket"], Key=key, Body=json.dumps(kept))
    known, other, strange = redrive(world.stage)
    assert (known.what, known.moved) == ("records of fanout-work", 1)
    assert (other.what, other.moved) == ("records of search", 1)
    assert (strange.moved, strange.left) == (0, "1 of a consumer nobody knows")
    shard = kinesis.list_shards(StreamName=world.made["Stream"])["Shards"][0]["ShardId"]
    start = kinesis.get_shard_iterator(
        StreamName=world.made["Stream"], ShardId=shard, ShardIteratorType="TRIM_HORIZON"
    )
    (record,) = kinesis.get_records(ShardIterator=start["ShardIterator"])["Records"]
    assert record["Data"] == b"corrupt then"  # once, though two could not read it
    left = s3.list_objects_v2(Bucket=world.made["Bucket"])["Contents"]
    assert [each["Key"] for each in left] == ["strange/shard-0/1.json"]
    s3.delete_object(Bucket=world.made["Bucket"], Key="strange/shard-0/1.json")


def test_a_tables_records_are_read_again_and_only_what_is_taken_leaves_the_queue(
    world: World,
) -> None:
    world.put("e#1", "other", "e#2", "broken")
    _, (one, _, two, broken) = _until(world, 4)
    world.set_aside(one, two)
    world.set_aside(broken, broken)
    (line,) = redrive(world.stage)
    assert (line.what, line.moved) == ("OutboxFailures", 1)
    assert line.left.startswith("it fails again")
    assert world.waiting("Outbox") == 1


def test_a_table_is_restored_with_all_that_the_stacks_gave_it(world: World) -> None:
    """The emulator restores the present, whatever the time asked for."""
    world.put("kept")
    dynamodb = world.aws("dynamodb")
    dynamodb.update_time_to_live(  # MiniStack's CloudFormation passes it over
        TableName=world.made["Table"],
        TimeToLiveSpecification={"Enabled": True, "AttributeName": "until"},
    )
    made = Restoring(stage=world.stage, sleep=lambda _: None).restore("accounts", at=None)
    assert "Item" in dynamodb.get_item(TableName=made.target, Key={"pk": {"S": "kept"}})
    ttl = dynamodb.describe_time_to_live(TableName=made.target)["TimeToLiveDescription"]
    assert ttl["AttributeName"] == "until"
    backups = dynamodb.describe_continuous_backups(TableName=made.target)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    table = dynamodb.describe_table(TableName=made.target)["Table"]
    assert table["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert made.setting == f"accounts={made.target}/stream/{table['LatestStreamLabel']}"


def test_a_table_that_is_not_there_is_refused_with_those_that_are(world: World) -> None:
    with pytest.raises(LocalFailure, match="there are accounts"):
        Restoring(stage=world.stage).restore("urls", at=None)


def test_teardown_leaves_no_version_of_anything_in_a_bucket(world: World) -> None:
    s3, bucket = world.aws("s3"), world.made["Bucket"]
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    for body in (b"1", b"2"):
        s3.put_object(Bucket=bucket, Key="a", Body=body)
    s3.delete_object(Bucket=bucket, Key="a")
    assert empty_buckets(world.stage) == 3
    left = s3.list_object_versions(Bucket=bucket)
    assert not left.get("Versions")
    assert not left.get("DeleteMarkers")


def _until(world: World, count: int) -> tuple[str, list[Any]]:  # Any: stream records
    for _ in range(600):
        shard, records = world.records()
        if len(records) >= count:
            return shard, records
        time.sleep(0.1)
    raise AssertionError("the stream has not got them")
