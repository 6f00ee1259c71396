"""``Views`` on the Kinesis stream ``views``: what happens in one session stays in order."""

from typing import TYPE_CHECKING

from contracts.events import ViewCompleted, ViewStarted

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient


class ViewStream:
    def __init__(self, *, client: "KinesisClient", stream: str) -> None:
        self._client, self._stream = client, stream

    def started(self, event: ViewStarted) -> None:
        self._put(event)

    def completed(self, event: ViewCompleted) -> None:
        self._put(event)

    def _put(self, event: ViewStarted | ViewCompleted) -> None:
        self._client.put_record(
            StreamName=self._stream,
            Data=event.model_dump_json(by_alias=True).encode(),
            PartitionKey=event.session_id,
        )
