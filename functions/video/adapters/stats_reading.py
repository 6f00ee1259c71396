"""What views and viewers say of videos, read from the table ``video-stats``."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from contracts.tables.video_viewing import RATING, SHELF_INDEX, SHELVES, shelf
from core.reading import batch_get

from ..ratings import UNRATED, Rating

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
OF_EACH_SHELF = 100


class StatsReader:
    """``ratings.Ratings`` and ``catalogue.ports.Views``."""

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def of(self, video_id: str) -> Rating:
        answer = self._client.get_item(
            TableName=self._table,
            Key={"pk": {"S": video_id}, "sk": {"S": RATING}},
            ConsistentRead=True,
        )
        return _rating(dict(answer["Item"])) if "Item" in answer else UNRATED

    def of_many(self, video_ids: Iterable[str]) -> Mapping[str, Rating]:
        keys = [{"pk": video_id, "sk": RATING} for video_id in video_ids]
        items = batch_get(self._client, self._table, keys, consistent=False) if keys else []
        return {item["pk"]["S"]: _rating(item) for item in items}

    def most_viewed(self, date: str) -> Mapping[str, int]:
        views: Counter[str] = Counter()
        for number in range(SHELVES):
            answer = self._client.query(
                TableName=self._table,
                IndexName=SHELF_INDEX,
                KeyConditionExpression="shelf = :shelf",
                ExpressionAttributeValues={":shelf": {"S": shelf(date, number)}},
                ScanIndexForward=False,
                Limit=OF_EACH_SHELF,
            )
            views.update({item["pk"]["S"]: int(item["views"]["N"]) for item in answer["Items"]})
        return views


def _rating(item: Item) -> Rating:
    stars, raters = (int(item[name]["N"]) if name in item else 0 for name in ("stars", "raters"))
    return Rating(stars, raters)
