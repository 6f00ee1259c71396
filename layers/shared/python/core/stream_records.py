"""Records of a Kinesis stream as Lambda hands them over, and where unreadable ones go.

Form of the event: AWS, "Using Lambda to process records from Amazon Kinesis Data Streams".
"""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

DIGITS = 64  # a Kinesis sequence number has at most 56


@dataclass(frozen=True, slots=True)
class Record:
    """``place`` is its sequence number, padded so that it sorts as text."""

    shard: str
    place: str
    data: bytes


class Quarantine(Protocol):
    def keep(self, record: Record, *, reason: str) -> None:
        """Sets a record aside with its content; twice is the same as once."""
        ...


def records_of(event: Mapping[str, Any]) -> Sequence[Record]:
    """An event's id is ``<shard>:<sequence number>``."""
    records = []
    for each in event["Records"]:
        shard, _, sequence = each["eventID"].partition(":")
        data = base64.b64decode(each["kinesis"]["data"])
        records.append(Record(shard, sequence.zfill(DIGITS), data))
    return records


class QuarantineBucket:
    """``Quarantine`` in S3, as ``<consumer>/<shard>/<place>.json``: a repetition is the same."""

    def __init__(self, *, client: "S3Client", bucket: str, consumer: str) -> None:
        self._client, self._bucket, self._consumer = client, bucket, consumer

    def keep(self, record: Record, *, reason: str) -> None:
        content = {
            "reason": reason,
            "shard": record.shard,
            "sequenceNumber": record.place.lstrip("0"),
            "data": base64.b64encode(record.data).decode(),
        }
        self._client.put_object(
            Bucket=self._bucket,
            Key=f"{self._consumer}/{record.shard}/{record.place}.json",
            Body=json.dumps(content).encode(),
            ContentType="application/json",
        )
