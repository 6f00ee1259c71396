"""What was worked out for later, one item each, in the table ``suggestions``."""

import json
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from contracts.tables.video_catalogue import NOW, near, suggested_to, trending_for
from core.clock import Clock

from ..catalogue.ports import Trending
from ..model import Maturity
from ..recommending.model import NOTHING_LEARNED, Learned

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
KEPT_SECONDS = 60 * 86_400
"""What is not written anew for so long goes: of profiles and videos that are no more."""


class SuggestionTable:
    """``TrendStore``, ``Neighbours`` and ``LearnedStore``."""

    def __init__(self, *, client: "DynamoDBClient", table: str, clock: Clock) -> None:
        self._client, self._table, self._clock = client, table, clock

    def trending(self, cap: Maturity) -> Trending:
        item = self._read(trending_for(cap), NOW)
        return Trending([(video, views) for video, views in unpacked(item)] if item else ())

    def keep_trending(self, cap: Maturity, trending: Trending) -> None:
        now = int(self._clock.now().timestamp())
        self._client.put_item(
            TableName=self._table,
            Item={
                **key(trending_for(cap), NOW),
                "data": {"B": packed([list(each) for each in trending.videos])},
                "at": {"N": str(now)},
            },
        )

    def near(self, video_id: str) -> Sequence[str]:
        item = self._read(near(video_id), NOW)
        return [str(each) for each in unpacked(item)] if item else ()

    def learned(self, user_id: str, profile_id: str) -> Learned:
        item = self._read(suggested_to(user_id), profile_id)
        if item is None:
            return NOTHING_LEARNED
        videos = [(str(video), str(because)) for video, because in unpacked(item)]
        return Learned(at=int(item["at"]["N"]), videos=videos)

    def erase(self, user_id: str) -> int:
        """All that was learned of their profiles; returns of how many there was something."""
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :user",
            ExpressionAttributeValues={":user": {"S": suggested_to(user_id)}},
            ConsistentRead=True,
        )
        for item in answer["Items"]:  # as many as there ever were profiles: a handful
            self._client.delete_item(
                TableName=self._table, Key=key(item["pk"]["S"], item["sk"]["S"])
            )
        return len(answer["Items"])

    def _read(self, pk: str, sk: str) -> Item | None:
        answer = self._client.get_item(TableName=self._table, Key=key(pk, sk))
        return dict(answer["Item"]) if "Item" in answer else None


def key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def packed(rows: Sequence[Any]) -> bytes:
    """Any JSON; ids repeat, so it shrinks well."""
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 9)


def unpacked(item: Item) -> list[Any]:
    rows: list[Any] = json.loads(zlib.decompress(bytes(item["data"]["B"])))
    return rows
