"""Records that are no changes or tasks, in S3: one object each, with its reason and content."""

import json
from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class QuarantineBucket:
    """``consuming.Quarantine``: named by place, so that a repetition is the same object."""

    def __init__(self, *, client: "S3Client", bucket: str, prefix: str) -> None:
        self._client, self._bucket, self._prefix = client, bucket, prefix

    def keep(self, place: str, data: bytes, *, reason: str) -> None:
        shard, _, sequence = place.partition(":")
        content = {
            "reason": reason,
            "shard": shard,
            "sequenceNumber": sequence,
            "data": b64encode(data).decode(),
        }
        self._client.put_object(
            Bucket=self._bucket,
            Key=f"{self._prefix}/{shard}/{sequence}.json",
            Body=json.dumps(content).encode(),
            ContentType="application/json",
        )
