"""Records that are no clicks, in S3: one object each, with its reason and its content."""

import json
from base64 import b64encode
from typing import TYPE_CHECKING

from ..counting.consuming import Record

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class QuarantineBucket:
    """``consuming.Quarantine``: ``clicks/<shard>/<place>.json``, so a repetition is the same."""

    def __init__(self, *, client: "S3Client", bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def keep(self, record: Record, *, reason: str) -> None:
        content = {
            "reason": reason,
            "shard": record.shard,
            "sequenceNumber": record.place.lstrip("0"),
            "data": b64encode(record.data).decode(),
        }
        self._client.put_object(
            Bucket=self._bucket,
            Key=f"clicks/{record.shard}/{record.place}.json",
            Body=json.dumps(content).encode(),
            ContentType="application/json",
        )
