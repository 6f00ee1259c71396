"""The home region's stream of clicks, from another region."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..redirect.homeward import Passing

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient


class KinesisAtHome:
    """``homeward.HomeStream`` on PutRecords, which may take some records and refuse others.

    What fails altogether propagates: Lambda tries the batch again.
    """

    def __init__(self, *, client: "KinesisClient", stream: str) -> None:
        self._client, self._stream = client, stream

    def put(self, records: Sequence[Passing]) -> list[Passing]:
        answer = self._client.put_records(
            StreamName=self._stream,
            Records=[{"Data": each.data, "PartitionKey": each.key} for each in records],
        )
        return [
            each
            for each, result in zip(records, answer["Records"], strict=True)
            if "ErrorCode" in result
        ]
