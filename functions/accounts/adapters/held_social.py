"""What somebody wrote and did in social, read from its tables by their contract for the archive.

That system owns the items; a contract test holds these readers to what it writes. What others did
to a person (who follows or blocks them) is others' and not in it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from contracts.http.social_held import HeldMedia, HeldReaction, HeldRelation, HeldTweet
from contracts.tables.social import (
    AUTHOR_INDEX,
    blocks_of,
    follows_of,
    mutes_of,
    reactions_of,
)
from contracts.tables.social_media import OWNER_INDEX, picture_key
from core.reading import batch_get

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
AT_ONCE = 100
LARGEST = "large"


class HeldTweets:
    """Oldest first; of deleted ones nothing is held."""

    name = "tweets"

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def of(self, user_id: str) -> Iterator[HeldTweet]:
        listed = _queried(self._client, self._table, "authorId", user_id, index=AUTHOR_INDEX)
        ids = (item["id"]["S"] for item in listed if "deletedAt" not in item)
        for item in _whole(self._client, self._table, ids):
            if "deletedAt" not in item:
                yield _tweet(item)


class HeldReactions:
    name = "reactions"

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def of(self, user_id: str) -> Iterator[HeldReaction]:
        for item in _queried(self._client, self._table, "pk", reactions_of(user_id)):
            kind, _, tweet_id = item["sk"]["S"].partition("#")
            yield HeldReaction(tweet_id=tweet_id, kind=kind, at=_moment(item["at"]))


class HeldRelations:
    name = "relations"

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def of(self, user_id: str) -> Iterator[HeldRelation]:
        yield from self._edges("follow", follows_of(user_id))
        yield from self._edges("block", blocks_of(user_id))
        yield from self._edges("mute", mutes_of(user_id))

    def _edges(self, kind: Literal["follow", "block", "mute"], pk: str) -> Iterator[HeldRelation]:
        for item in _queried(self._client, self._table, "pk", pk):
            yield HeldRelation(user_id=item["sk"]["S"], kind=kind, at=_moment(item["at"]))


class HeldUploads:
    """Images, also those that failed; those being deleted are held no more."""

    name = "media"

    def __init__(self, *, client: "DynamoDBClient", table: str, public_url: str) -> None:
        self._client, self._table, self._public_url = client, table, public_url

    def of(self, user_id: str) -> Iterator[HeldMedia]:
        listed = _queried(self._client, self._table, "ownerId", user_id, index=OWNER_INDEX)
        items = _whole(self._client, self._table, (item["id"]["S"] for item in listed))
        for item in items:
            if item["status"]["S"] != "deleted":
                yield self._media(item)

    def _media(self, item: Item) -> HeldMedia:
        media_id, status = item["id"]["S"], item["status"]["S"]
        ready = status == "ready"
        return HeldMedia(
            id=media_id,
            status=status,
            content_type=item["contentType"]["S"],
            size=int(item["size"]["N"]),
            alt_text=item["altText"]["S"],
            created_at=_moment(item["at"]),
            url=f"{self._public_url}/{picture_key(media_id, LARGEST)}" if ready else "",
        )


def _queried(
    client: "DynamoDBClient", table: str, key: str, value: str, *, index: str = ""
) -> Iterator[Item]:
    # Any: a paginator's own keywords.
    where: dict[str, Any] = {"IndexName": index} if index else {"ConsistentRead": True}
    pages = client.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression=f"{key} = :value",
        ExpressionAttributeValues={":value": {"S": value}},
        **where,
    )
    for page in pages:
        yield from (dict(item) for item in page["Items"])


def _whole(client: "DynamoDBClient", table: str, ids: Iterator[str]) -> Iterator[Item]:
    """The items behind an index that holds only part of each, in its order."""
    while some := list(islice(ids, AT_ONCE)):
        keys = [{"id": each} for each in some]
        found = {item["id"]["S"]: item for item in batch_get(client, table, keys, consistent=True)}
        yield from (found[each] for each in some if each in found)


def _tweet(item: Item) -> HeldTweet:
    def text(name: str) -> str | None:
        found: str | None = item.get(name, {}).get("S")
        return found

    links = item.get("links", {}).get("M", {})
    return HeldTweet(
        id=item["id"]["S"],
        created_at=_moment(item["at"]),
        text=text("text") or "",
        reply_to_id=text("replyToId"),
        quote_id=text("quoteId"),
        retweet_of=text("retweetOf"),
        media_urls=[each["M"]["url"]["S"] for each in item.get("media", {}).get("L", [])],
        links={url: short["S"] for url, short in links.items()},
        region=text("region") or "",
    )


def _moment(value: Item) -> datetime:
    return datetime.fromtimestamp(int(value["N"]) / 1000, UTC)
