"""The tables as the home timeline reads them, without botocore: lists of authors and followers."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from contracts.tables.social import (
    AUTHOR_INDEX,
    FOLLOWERS_INDEX,
    MERGED,
    MERGED_INDEX,
    blocked_by,
    blocks_of,
    followers_of,
    follows_of,
    mutes_of,
)
from core.aws_lite import AwsError, Json, JsonService
from core.errors import Unavailable

from ..hot import Circle
from ..timeline.fanning import FollowerPage, Standing

RETRY_AFTER = {"Retry-After": "1"}
MERGED_KEPT = 10.0  # seconds; new ones are pushed for minutes more, so nobody misses them


@dataclass(frozen=True, slots=True, kw_only=True)
class TableNames:
    tweets: str
    follows: str
    reactions: str
    people: str


def called(dynamodb: JsonService, operation: str, request: Json) -> Json:
    """Raises Unavailable."""
    try:
        return dynamodb.call(operation, request)
    except AwsError as error:
        raise Unavailable(headers=RETRY_AFTER) from error


class HomeTables:
    """``ports.Authors``, ``ports.Graph``, ``fanning.Followers``, ``following.Edges``."""

    def __init__(
        self,
        *,
        dynamodb: JsonService,
        names: TableNames,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._dynamodb, self._names, self._clock = dynamodb, names, clock
        self._merged: tuple[float, frozenset[str]] = (float("-inf"), frozenset())

    def newest(self, author_id: str, *, before: str, most: int) -> Sequence[str]:
        condition, values = "authorId = :author", {":author": {"S": author_id}}
        if before:
            condition += " AND id < :before"
            values[":before"] = {"S": before}
        request: Json = {
            "TableName": self._names.tweets,
            "IndexName": AUTHOR_INDEX,
            "KeyConditionExpression": condition,
            "ExpressionAttributeValues": values,
            "ScanIndexForward": False,
            "Limit": most,
        }
        return [str(item["id"]["S"]) for item in self._items(request, most)]

    def followees(self, user_id: str) -> Sequence[str]:
        return [user for user in self._edges(follows_of(user_id)) if user != user_id]

    def circle(self, user_id: str) -> Circle:
        sides = (blocks_of(user_id), blocked_by(user_id), mutes_of(user_id))
        hidden = frozenset(user for side in sides for user in self._edges(side))
        celebrities = self._once_celebrities()
        followed = celebrities & set(self.followees(user_id)) if celebrities else frozenset[str]()
        return Circle(hidden=hidden, merged=tuple(sorted(followed - {user_id})))

    def followed_at(self, user_id: str, others: Collection[str]) -> Mapping[str, int]:
        if not others:
            return {}
        pk = {"S": follows_of(user_id)}
        asked = {"Keys": [{"pk": pk, "sk": {"S": other}} for other in others]}
        answer = called(
            self._dynamodb, "BatchGetItem", {"RequestItems": {self._names.follows: asked}}
        )
        items = answer["Responses"].get(self._names.follows, [])
        return {str(item["sk"]["S"]): int(item["at"]["N"]) for item in items}

    def standing(self, author_id: str) -> Standing:
        request: Json = {
            "TableName": self._names.people,
            "Key": {"userId": {"S": author_id}},
            "ProjectionExpression": "wide, mergedAt",
            "ConsistentRead": True,
        }
        item = called(self._dynamodb, "GetItem", request).get("Item", {})
        merged_at = item.get("mergedAt", {}).get("N")
        wide = bool(item.get("wide", {}).get("BOOL"))
        return Standing(wide, None if merged_at is None else int(merged_at))

    def page(self, author_id: str, *, shard: int, after: str, most: int) -> FollowerPage:
        reverse = {"S": followers_of(author_id, shard)}
        request: Json = {
            "TableName": self._names.follows,
            "IndexName": FOLLOWERS_INDEX,
            "KeyConditionExpression": "#reverse = :reverse",
            "ExpressionAttributeNames": {"#reverse": "reverse"},  # a reserved word
            "ExpressionAttributeValues": {":reverse": reverse},
            "Limit": most,
        }
        if after:
            request["ExclusiveStartKey"] = {
                "reverse": reverse,
                "pk": {"S": follows_of(after)},
                "sk": {"S": author_id},
            }
        answer = called(self._dynamodb, "Query", request)
        users = [str(item["pk"]["S"]).partition("#")[2] for item in answer["Items"]]
        return FollowerPage(users, users[-1] if users and "LastEvaluatedKey" in answer else "")

    def follows(self, user_id: str, other_id: str) -> bool:
        request: Json = {
            "TableName": self._names.follows,
            "Key": {"pk": {"S": follows_of(user_id)}, "sk": {"S": other_id}},
            "ProjectionExpression": "sk",
            "ConsistentRead": True,
        }
        return "Item" in called(self._dynamodb, "GetItem", request)

    def _edges(self, pk: str) -> Iterator[str]:
        request: Json = {
            "TableName": self._names.follows,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "ProjectionExpression": "sk",
            "ConsistentRead": True,
        }
        return (str(item["sk"]["S"]) for item in self._items(request))

    def _once_celebrities(self) -> frozenset[str]:
        until, known = self._merged
        if self._clock() < until:
            return known
        request: Json = {
            "TableName": self._names.people,
            "IndexName": MERGED_INDEX,
            "KeyConditionExpression": "merged = :merged",
            "ExpressionAttributeValues": {":merged": {"S": MERGED}},
        }
        found = frozenset(str(item["userId"]["S"]) for item in self._items(request))
        self._merged = (self._clock() + MERGED_KEPT, found)
        return found

    def _items(self, request: Json, most: int | None = None) -> Iterator[Json]:
        """Page after page, ``most`` at most."""
        given = 0
        while True:
            answer = called(self._dynamodb, "Query", request)
            for item in answer["Items"]:
                if most is not None and given == most:
                    return
                given += 1
                yield item
            if "LastEvaluatedKey" not in answer or given == most:
                return
            request = {**request, "ExclusiveStartKey": answer["LastEvaluatedKey"]}
