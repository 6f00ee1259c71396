"""A person's viewing profiles and what each remembers, read from the video system's table.

That system owns the items and their form; a contract test holds this reader to what it writes.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from contracts.http.export import HeldProfile, HeldStars, HeldWatch, HeldWish
from contracts.tables.video_viewing import COUNT, listed_by, profiles_of, rated_by, watched_by

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON


class HeldWatching:
    """A PIN is never in it, only that there is one."""

    name = "viewing-profiles"

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def of(self, user_id: str) -> Iterator[HeldProfile]:
        items = [i for i in self._items(profiles_of(user_id)) if i["sk"]["S"] != COUNT]
        for item in sorted(items, key=_at):
            yield self._profile(item)

    def _profile(self, item: Item) -> HeldProfile:
        profile_id = item["sk"]["S"]
        return HeldProfile(
            id=profile_id,
            name=item["name"]["S"],
            maturity=item["maturity"]["S"],
            kids=item["kids"]["BOOL"],
            has_pin="pinHash" in item,
            created_at=_moment(item),
            history=[_watch(each) for each in self._oldest_first(watched_by(profile_id))],
            watchlist=[
                HeldWish(video_id=each["sk"]["S"], added_at=_moment(each))
                for each in self._oldest_first(listed_by(profile_id))
            ],
            ratings=[
                HeldStars(
                    video_id=each["sk"]["S"],
                    stars=int(each["stars"]["N"]),
                    rated_at=_moment(each),
                )
                for each in self._oldest_first(rated_by(profile_id))
            ],
        )

    def _oldest_first(self, pk: str) -> list[Item]:
        return sorted(self._items(pk), key=_at)

    def _items(self, pk: str) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
        )
        for page in pages:
            yield from (dict(item) for item in page["Items"])


def _watch(item: Item) -> HeldWatch:
    return HeldWatch(
        video_id=item["sk"]["S"],
        last_watched_at=_moment(item),
        total_watch_time=_number(item, "totalWatchTime"),
        watch_count=int(_number(item, "watchCount")),
        position=_number(item, "position"),
    )


def _number(item: Item, name: str) -> float:
    return float(item[name]["N"]) if name in item else 0.0


def _at(item: Item) -> tuple[int, str]:
    return int(item["at"]["N"]), item["sk"]["S"]


def _moment(item: Item) -> datetime:
    return datetime.fromtimestamp(int(item["at"]["N"]) / 1000, UTC)
