"""``Opinions``: one item per profile and film in ``viewers``, the sum per film in ``video-stats``.

Both change in one transaction, on the condition that the opinion is still the one that was read.
"""

from typing import TYPE_CHECKING, Any

from contracts.tables.video_viewing import RATING, rated_by
from core.errors import Unavailable
from core.reading import pause
from core.transactions import Failed, transact, written

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
ATTEMPTS = 12


class OpinionTable:
    def __init__(self, *, client: "DynamoDBClient", viewers: str, stats: str) -> None:
        self._client, self._viewers, self._stats = client, viewers, stats

    def give(self, profile_id: str, video_id: str, *, stars: int, at: int) -> None:
        self._change(profile_id, video_id, stars=stars, at=at)

    def given_by(self, profile_id: str, video_id: str) -> int | None:
        return self._stars(_key(profile_id, video_id)) or None

    def forget_all(self, profile_id: str) -> None:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._viewers,
            KeyConditionExpression="pk = :rated",
            ExpressionAttributeValues={":rated": {"S": rated_by(profile_id)}},
            ProjectionExpression="sk",
            ConsistentRead=True,
        )
        for video_id in [item["sk"]["S"] for page in pages for item in page["Items"]]:
            self._change(profile_id, video_id, stars=0, at=0)

    def _change(self, profile_id: str, video_id: str, *, stars: int, at: int) -> None:
        """``stars`` 0 takes the opinion away. Raises Unavailable where too many rate at once."""
        key = _key(profile_id, video_id)
        for attempt in range(ATTEMPTS):
            before = self._stars(key)
            if stars == before:
                return
            edge = self._edge({**key}, before=before, stars=stars, at=at)
            raters = (1 if stars else 0) - (1 if before else 0)
            total = self._sum(video_id, stars - before, raters, there=before > 0)
            if self._written(edge, total, attempt):
                return
        raise Unavailable(headers={"Retry-After": "1"})

    def _written(self, edge: Item, total: Item, attempt: int) -> bool:
        try:
            if written(self._client, edge, total):
                return True
        except Failed as failed:
            return failed.at(1) and "Delete" in edge and self._alone(edge)
        pause(attempt)  # others rate the same film
        return False

    def _alone(self, edge: Item) -> bool:
        """The film is gone, and its sum with it: nothing may come back of that."""
        try:
            transact(self._client, edge)
        except Failed:
            return False
        return True

    def _stars(self, key: Item) -> int:
        answer = self._client.get_item(TableName=self._viewers, Key=key, ConsistentRead=True)
        return int(answer["Item"]["stars"]["N"]) if "Item" in answer else 0

    def _edge(self, key: Item, *, before: int, stars: int, at: int) -> Item:
        still: Item = {
            "TableName": self._viewers,
            "ConditionExpression": "stars = :before" if before else "attribute_not_exists(pk)",
        }
        if before:
            still["ExpressionAttributeValues"] = {":before": {"N": str(before)}}
        if not stars:
            return {"Delete": {**still, "Key": key}}
        item = {**key, "stars": {"N": str(stars)}, "at": {"N": str(at)}}
        return {"Put": {**still, "Item": item}}

    def _sum(self, video_id: str, stars: int, raters: int, *, there: bool) -> Item:
        """``there``: something was added before, so it has to be there still."""
        update: Item = {
            "TableName": self._stats,
            "Key": {"pk": {"S": video_id}, "sk": {"S": RATING}},
            "UpdateExpression": "ADD stars :stars, raters :raters",
            "ExpressionAttributeValues": {
                ":stars": {"N": str(stars)},
                ":raters": {"N": str(raters)},
            },
        }
        if there:
            update["ConditionExpression"] = "attribute_exists(pk)"
        return {"Update": update}


def _key(profile_id: str, video_id: str) -> Item:
    return {"pk": {"S": rated_by(profile_id)}, "sk": {"S": video_id}}
