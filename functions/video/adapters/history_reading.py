"""``recommending.ports.History``: what a profile watched, read from the table ``viewers``."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from contracts.tables.video_viewing import RECENT_INDEX, watched_by
from core.reading import batch_get

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class HistoryReader:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def latest(self, profile_id: str, *, since: int, most: int) -> Sequence[str]:
        answer = self._client.query(
            TableName=self._table,
            IndexName=RECENT_INDEX,
            KeyConditionExpression="pk = :watch AND #at >= :since",
            ExpressionAttributeNames={"#at": "at"},
            ExpressionAttributeValues={
                ":watch": {"S": watched_by(profile_id)},
                ":since": {"N": str(since)},
            },
            ScanIndexForward=False,
            Limit=most,
        )
        return [item["sk"]["S"] for item in answer["Items"]]

    def among(self, profile_id: str, video_ids: Iterable[str]) -> frozenset[str]:
        keys = [{"pk": watched_by(profile_id), "sk": video_id} for video_id in video_ids]
        items = batch_get(self._client, self._table, keys, consistent=False) if keys else []
        return frozenset(item["sk"]["S"] for item in items)
