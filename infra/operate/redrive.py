"""Everything that was set aside goes back to where it came from.

Three kinds are set aside. Messages of a queue are moved back by SQS. Of records of a table's stream
the failure queue only knows where they were: they are read again and given to the function. Records
of a Kinesis stream that a consumer could not read lie in its quarantine bucket with their content:
they are put into the stream again. Consumers drop what they have done before.
"""

import base64
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .deployed import Deployed
from .mappings import mappings
from .table_records import Lost, Where, records_at, wanted

AT_ONCE = 10
QUARANTINE = "QUARANTINE_BUCKET"
Json = dict[str, Any]  # Any: what AWS answers


@dataclass(frozen=True, slots=True)
class Line:
    """``left``: why something stays where it is, empty if nothing does."""

    what: str
    moved: int
    left: str = ""


def redrive(stage: Deployed) -> Iterator[Line]:
    """Lines for whatever holds something, and for nothing else."""
    yield from _queues(stage)
    yield from _quarantines(stage)


def _queues(stage: Deployed) -> Iterator[Line]:
    sqs = stage.client("sqs")
    found = [(queue, _attributes(sqs, queue.id)) for queue in stage.all("AWS::SQS::Queue")]
    policies = (json.loads(its["RedrivePolicy"]) for _, its in found if "RedrivePolicy" in its)
    sources = {policy["deadLetterTargetArn"] for policy in policies}
    for queue, its in found:
        if "RedrivePolicy" in its or its["ApproximateNumberOfMessages"] == "0":
            continue
        if its["QueueArn"] in sources:
            waiting = int(its["ApproximateNumberOfMessages"])
            sqs.start_message_move_task(SourceArn=its["QueueArn"])
            yield Line(queue.logical_id, waiting)
        else:
            yield _table_records(stage, queue.id, queue.logical_id)


def _attributes(sqs: Any, url: str) -> dict[str, str]:  # Any: a boto3 client
    answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    return dict(answer["Attributes"])


def _table_records(stage: Deployed, url: str, name: str) -> Line:
    """One invocation for each batch that failed; its message goes when the function took it."""
    sqs, functions, moved, left = stage.client("sqs"), stage.client("lambda"), 0, ""
    while found := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=AT_ONCE, VisibilityTimeout=300
    ).get("Messages"):
        for message in found:
            where = Where.of(json.loads(message["Body"]))
            try:
                records = records_at(stage.client("dynamodbstreams"), where)
            except Lost as lost:
                left = str(lost)
                continue
            if refused := _given(functions, where, records):
                left = refused
                continue
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            moved += 1
    return Line(name, moved, left)


def _given(functions: Any, where: Where, records: list[Json]) -> str:  # Any: a boto3 client
    """What the function said against it, empty if it took all."""
    chosen = wanted(functions, where, records)
    if not chosen:
        return ""
    answer = functions.invoke(
        FunctionName=where.function, Payload=json.dumps({"Records": chosen}).encode()
    )
    said = json.load(answer["Payload"])
    if answer.get("FunctionError"):
        return f"it fails again: {said.get('errorType', 'an error')}"
    again = (said or {}).get("batchItemFailures", [])
    return f"it refuses {len(again)} of {len(chosen)} again" if again else ""


def _quarantines(stage: Deployed) -> Iterator[Line]:
    names = (each.id for each in stage.all("AWS::Lambda::Function"))
    streams = dict(streams_by_consumer(stage.client("lambda"), names))
    s3, kinesis = stage.client("s3"), stage.client("kinesis")
    for bucket in sorted({bucket for bucket, _ in streams}):
        moved: Counter[str] = Counter()
        unknown: Counter[str] = Counter()
        for (stream, _), keys in _set_aside(s3, bucket, streams).items():
            consumers = [_consumer(key) for key in keys]
            if stream:
                _put_again(s3, kinesis, bucket, keys, stream)
                moved.update(consumers)
            else:
                unknown.update(consumers)
        yield from (Line(f"records of {name}", count) for name, count in moved.items())
        for name, count in unknown.items():
            yield Line(f"records of {name}", 0, f"{count} of a consumer nobody knows")


def _set_aside(
    s3: Any, bucket: str, streams: Mapping[tuple[str, str], str]
) -> Mapping[tuple[str, str], list[str]]:
    """Keys by the stream ("" if nobody knows it) and the record that they hold.

    All consumers of a stream see what is put into it again. Were a record put for each of those
    that set it aside, one that none can read would be five after a redrive, and 25 after the next.
    Any: a boto3 client.
    """
    found: dict[tuple[str, str], list[str]] = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for each in page.get("Contents", []):
            key = each["Key"]
            stream = streams.get((bucket, _consumer(key)), "")
            found.setdefault((stream, key.partition("/")[2]), []).append(key)
    return found


def _consumer(key: str) -> str:
    return key.partition("/")[0]


# Any: boto3 clients.
def _put_again(s3: Any, kinesis: Any, bucket: str, keys: list[str], stream: str) -> None:
    """A crash between the two leaves a duplicate, never a hole."""
    kept = json.load(s3.get_object(Bucket=bucket, Key=keys[0])["Body"])
    kinesis.put_record(StreamARN=stream, PartitionKey=keys[0], Data=base64.b64decode(kept["data"]))
    for key in keys:
        s3.delete_object(Bucket=bucket, Key=key)


def streams_by_consumer(
    functions: Any, names: Iterable[str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """(bucket, what its keys begin with) -> stream, from each function's own settings.

    Any: a boto3 client.
    """
    read: dict[str, list[str]] = {}
    for name, mapping in mappings(functions):
        read.setdefault(name, []).append(mapping["EventSourceArn"])
    for name in names:
        made = functions.get_function_configuration(FunctionName=name)
        given = made.get("Environment", {}).get("Variables", {})
        for source in read.get(name, []):
            if QUARANTINE in given and ":kinesis:" in source:
                service = given["POWERTOOLS_SERVICE_NAME"].partition("-")[2]
                stream = source.partition("/consumer/")[0]
                yield (given[QUARANTINE], service.replace("_", "-")), stream
