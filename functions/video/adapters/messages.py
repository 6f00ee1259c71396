"""``Messages`` on the queues behind S3's and MediaConvert's events, in the shapes of those."""

from typing import TYPE_CHECKING

from contracts.s3_events import CreatedObject, ObjectCreated
from contracts.tables.video import original_key

from ..ingest.heard import as_told
from ..ingest.model import News

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from pydantic import BaseModel


class SqsMessages:
    """``arrivals`` and ``jobs`` are the queues' addresses."""

    def __init__(self, *, client: "SQSClient", arrivals: str, jobs: str) -> None:
        self._client, self._arrivals, self._jobs = client, arrivals, jobs

    def arrived(self, video_id: str) -> None:
        created = ObjectCreated(object=CreatedObject(key=original_key(video_id)))
        self._send(self._arrivals, created)

    def heard(self, news: News) -> None:
        self._send(self._jobs, as_told(news))

    def _send(self, queue: str, detail: "BaseModel") -> None:
        body = f'{{"detail":{detail.model_dump_json(by_alias=True)}}}'
        self._client.send_message(QueueUrl=queue, MessageBody=body)
