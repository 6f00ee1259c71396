"""``Watches`` and ``Wishes`` on the table ``viewers``: lists by time, one per profile."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from contracts.tables.video_viewing import RECENT_INDEX, listed_by, watched_by
from core.reading import batch_get

from ..viewing.model import Position, Watch, Wish
from ..viewing.ports import Page

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON


class _List:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def _recent(
        self, pk: str, *, after: Position | None, most: int
    ) -> tuple[Sequence[Position], Position | None]:
        start: Item = {}
        if after is not None:
            key = {"pk": {"S": pk}, "sk": {"S": after.video_id}, "at": {"N": str(after.at)}}
            start = {"ExclusiveStartKey": key}
        answer = self._client.query(
            TableName=self._table,
            IndexName=RECENT_INDEX,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ScanIndexForward=False,
            Limit=most,
            **start,
        )
        found = [
            Position(at=int(item["at"]["N"]), video_id=item["sk"]["S"]) for item in answer["Items"]
        ]
        return found, found[-1] if "LastEvaluatedKey" in answer and found else None

    def _remove(self, pk: str, sk: str) -> None:
        self._client.delete_item(TableName=self._table, Key={"pk": {"S": pk}, "sk": {"S": sk}})

    def _all(self, pk: str) -> Iterator[str]:
        """Strongly consistent."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ProjectionExpression="sk",
            ConsistentRead=True,
        )
        for page in pages:
            yield from (item["sk"]["S"] for item in page["Items"])


class WatchTable(_List):
    def page(self, profile_id: str, *, after: Position | None, most: int) -> Page[Watch]:
        pk = watched_by(profile_id)
        found, position = self._recent(pk, after=after, most=most)
        keys = [{"pk": pk, "sk": each.video_id} for each in found]
        items = batch_get(self._client, self._table, keys, consistent=True) if keys else []
        whole = {item["sk"]["S"]: item for item in items}
        # In the order of the index: where a list goes on is named by it.
        watches = [_watch(whole[at.video_id], at) for at in found if at.video_id in whole]
        return Page(items=watches, position=position)

    def forget(self, profile_id: str, video_id: str) -> None:
        self._remove(watched_by(profile_id), video_id)

    def forget_all(self, profile_id: str) -> None:
        for video_id in self._all(watched_by(profile_id)):
            self.forget(profile_id, video_id)


class WishTable(_List):
    def page(self, profile_id: str, *, after: Position | None, most: int) -> Page[Wish]:
        found, position = self._recent(listed_by(profile_id), after=after, most=most)
        wishes = [Wish(video_id=each.video_id, at=each.at) for each in found]
        return Page(items=wishes, position=position)

    def add(self, profile_id: str, wish: Wish) -> None:
        self._client.update_item(
            TableName=self._table,
            Key={"pk": {"S": listed_by(profile_id)}, "sk": {"S": wish.video_id}},
            UpdateExpression="SET #at = if_not_exists(#at, :at)",
            ExpressionAttributeNames={"#at": "at"},
            ExpressionAttributeValues={":at": {"N": str(wish.at)}},
        )

    def remove(self, profile_id: str, video_id: str) -> None:
        self._remove(listed_by(profile_id), video_id)

    def forget_all(self, profile_id: str) -> None:
        for video_id in self._all(listed_by(profile_id)):
            self.remove(profile_id, video_id)


def _watch(item: Item, at: Position) -> Watch:
    return Watch(
        video_id=at.video_id,
        at=at.at,
        total=_number(item, "totalWatchTime"),
        count=int(_number(item, "watchCount")),
        position=_number(item, "position"),
        duration=_number(item, "duration"),
    )


def _number(item: Item, name: str) -> float:
    return float(item[name]["N"]) if name in item else 0.0
