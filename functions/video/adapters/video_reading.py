"""``ports.Videos`` on the table ``videos``: reads only."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from core.reading import batch_get

from ..model import Video
from .video_items import key_of, video_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class VideoReader:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def find(self, video_id: str) -> Video | None:
        answer = self._client.get_item(
            TableName=self._table, Key=key_of(video_id), ConsistentRead=True
        )
        return video_of(dict(answer["Item"])) if "Item" in answer else None

    def find_many(self, video_ids: Iterable[str]) -> Mapping[str, Video]:
        """Eventually consistent: lists may be a moment old."""
        keys = [{"id": video_id} for video_id in dict.fromkeys(video_ids)]
        items = batch_get(self._client, self._table, keys, consistent=False) if keys else []
        return {item["id"]["S"]: video_of(item) for item in items}
