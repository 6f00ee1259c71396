"""Records of a table's stream, read again from where a failure queue says they were.

A stream of a table keeps a day. The message's form: AWS, Lambda Developer Guide, "Retain discarded
records for a DynamoDB event source".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .mappings import function_name, mappings

Json = dict[str, Any]  # Any: records and patterns, as parsed JSON


class Lost(Exception):
    """The records are not in the stream any more; the text says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    function: str
    stream: str
    shard: str
    first: str
    last: str

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> "Where":
        info = message["DDBStreamBatchInfo"]
        return cls(
            function=message["requestContext"]["functionArn"],
            stream=info["streamArn"],
            shard=info["shardId"],
            first=info["startSequenceNumber"],
            last=info["endSequenceNumber"],
        )


def records_at(streams: Any, where: Where) -> list[Json]:  # Any: a boto3 client
    """In the form in which Lambda hands them over. Raises Lost."""
    found: list[Json] = []
    try:
        iterator = streams.get_shard_iterator(
            StreamArn=where.stream,
            ShardId=where.shard,
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=where.first,
        )["ShardIterator"]
    except (
        streams.exceptions.TrimmedDataAccessException,
        streams.exceptions.ResourceNotFoundException,
    ) as error:
        raise Lost(f"{where.shard} from {where.first} on is not kept any more") from error
    while iterator:
        page = streams.get_records(ShardIterator=iterator)
        for record in page["Records"]:
            if int(record["dynamodb"]["SequenceNumber"]) > int(where.last):
                return found
            found.append(_handed_over(record, where.stream))
        if not page["Records"]:
            return found
        iterator = page.get("NextShardIterator")
    return found


def wanted(functions: Any, where: Where, records: list[Json]) -> list[Json]:
    """Any: a boto3 client. Those that pass a filter of the function's own mapping."""
    own = function_name(where.function)
    patterns = [
        json.loads(each["Pattern"])
        for name, mapping in mappings(functions, EventSourceArn=where.stream)
        if name == own
        for each in mapping.get("FilterCriteria", {}).get("Filters", [])
    ]
    return [r for r in records if not patterns or any(matches(p, r) for p in patterns)]


def matches(pattern: Any, value: Any) -> bool:
    """Any: parsed JSON. Exact values and prefixes: what this project's filters are made of."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            key in value and matches(part, value[key]) for key, part in pattern.items()
        )
    return any(
        str(value).startswith(each["prefix"]) if isinstance(each, dict) else value == each
        for each in pattern
    )


def _handed_over(record: Json, stream: str) -> Json:
    change = dict(record["dynamodb"])
    at = change.get("ApproximateCreationDateTime")
    if isinstance(at, datetime):
        change["ApproximateCreationDateTime"] = int(at.timestamp())
    return {
        "eventID": record["eventID"],
        "eventName": record["eventName"],
        "eventVersion": record.get("eventVersion", "1.1"),
        "eventSource": "aws:dynamodb",
        "awsRegion": record.get("awsRegion", ""),
        "eventSourceARN": stream,
        "dynamodb": change,
    }
