"""A table's ``KinesisStreamSpecification`` in a template, and records as DynamoDB writes them.

MiniStack's CloudFormation ignores the property, though it has the API call behind it. Its records
lack ``tableName``, give the time in seconds and are spread by a random key; AWS names the table,
gives milliseconds and keeps the changes of one item on one shard
(AWS, "Using Kinesis Data Streams to capture changes to DynamoDB").
"""

import json
import time
from typing import Any

from ministack.services import dynamodb, kinesis
from ministack.services.cloudformation import provisioners

KIND = "AWS::DynamoDB::Table"
SPECIFICATION = "KinesisStreamSpecification"
Properties = dict[str, Any]  # Any: template properties, records as parsed JSON
Made = tuple[str, Properties]


def install() -> None:
    dynamodb._fan_out_to_kinesis = _deliver
    handlers = provisioners._RESOURCE_HANDLERS[KIND]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def created(logical_id: str, properties: Properties, stack: str) -> Made:
        made: Made = create(logical_id, properties, stack)
        _aim(made[0], "", _stream_of(properties))
        return made

    def updated(
        physical_id: str, old: Properties, new: Properties, stack: str, logical_id: str = ""
    ) -> Made:
        made: Made = update(physical_id, old, new, stack, logical_id)
        replaced = made[0] != physical_id
        _aim(made[0], "" if replaced else _stream_of(old), _stream_of(new))
        return made

    def deleted(physical_id: str, properties: Properties) -> None:
        dynamodb._kinesis_destinations.pop(physical_id, None)
        delete(physical_id, properties)

    handlers.update(create=created, update=updated, delete=deleted)


def _stream_of(properties: Properties) -> str:
    return str((properties.get(SPECIFICATION) or {}).get("StreamArn", ""))


def _aim(table: str, before: str, after: str) -> None:
    """Stop feeding the one, feed the other; what is fed already stays so."""
    known = {
        each["StreamArn"]
        for each in dynamodb._kinesis_destinations.get(table, [])
        if each["DestinationStatus"] == "ACTIVE"
    }
    if before and before != after and before in known:
        _call(dynamodb._disable_kinesis_streaming_destination, table, before)
    if after and after not in known:
        _call(dynamodb._enable_kinesis_streaming_destination, table, after)


def _call(operation: Any, table: str, stream: str) -> None:  # Any: an untyped function of MiniStack
    answer = operation({"TableName": table, "StreamArn": stream})
    if answer[0] >= 400:
        raise ValueError(f"{KIND}: {answer[2]!r}")


def _deliver(table: str, record: Properties) -> None:
    change = record["dynamodb"]
    if record["eventName"] == "MODIFY" and change.get("OldImage") == change.get("NewImage"):
        return  # a write that changes nothing is no change
    written = {
        "awsRegion": record["awsRegion"],
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "userIdentity": None,
        "recordFormat": "application/json",
        "tableName": table,
        "dynamodb": {
            **{name: change[name] for name in ("Keys", "NewImage", "OldImage") if name in change},
            "ApproximateCreationDateTime": int(time.time() * 1000),
            "SizeBytes": change.get("SizeBytes", 0),
        },
        "eventSource": "aws:dynamodb",
    }
    item = table + json.dumps(change["Keys"], sort_keys=True, default=str)
    data = json.dumps(written, default=str).encode()
    for destination in dynamodb._kinesis_destinations.get(table, []):
        if destination["DestinationStatus"] == "ACTIVE":
            kinesis.put_record_internal(destination["StreamArn"], item, data)
