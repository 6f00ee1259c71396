"""``Ratings`` on the table ``video-stats``: reads only."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from contracts.tables.video_viewing import RATING
from core.reading import batch_get

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class RatingReader:
    """Eventually consistent."""

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def means(self, video_ids: Iterable[str]) -> Mapping[str, float]:
        keys = [{"pk": video_id, "sk": RATING} for video_id in video_ids]
        if not keys:
            return {}
        items = batch_get(self._client, self._table, keys, consistent=False)
        return {
            item["pk"]["S"]: round(int(item["stars"]["N"]) / int(item["raters"]["N"]), 2)
            for item in items
            if int(item["raters"]["N"]) > 0
        }
