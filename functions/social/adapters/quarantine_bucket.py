"""Records that nobody could read, in S3: one object each, with its reason and its content."""

import json
from base64 import b64encode
from typing import TYPE_CHECKING

from ..consuming import Record

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class QuarantineBucket:
    """``consuming.Quarantine``: ``<consumer>/<shard>/<place>.json``: a repetition is the same."""

    def __init__(self, *, client: "S3Client", bucket: str, consumer: str) -> None:
        self._client, self._bucket, self._consumer = client, bucket, consumer

    def keep(self, record: Record, *, reason: str) -> None:
        content = {
            "reason": reason,
            "shard": record.shard,
            "sequenceNumber": record.place.lstrip("0"),
            "data": b64encode(record.data).decode(),
        }
        self._client.put_object(
            Bucket=self._bucket,
            Key=f"{self._consumer}/{record.shard}/{record.place}.json",
            Body=json.dumps(content).encode(),
            ContentType="application/json",
        )
