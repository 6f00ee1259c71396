"""``Graph`` on the table ``follows``; followers and followees are counted in ``reactions``."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from contracts.tables.social import (
    FOLLOWERS_INDEX,
    WIDE_SHARDS,
    blocked_by,
    blocks_of,
    followers_of,
    follows_of,
    muted_by,
    mutes_of,
    person,
)
from core.batch_get import batch_get
from core.errors import Unavailable
from core.transactions import Failed

from ..errors import UserBlocked
from ..model import Person, Relations
from ..ports import Linked
from .counters import Change, CounterShards

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
ABSENT = "attribute_not_exists(pk)"
PRESENT = "attribute_exists(pk)"
ATTEMPTS = 8


class DynamoGraph:
    def __init__(self, *, client: "DynamoDBClient", table: str, counters: CounterShards) -> None:
        self._client, self._table, self._counters = client, table, counters

    def follow(self, user_id: str, other: Person, *, at: int) -> bool:
        edge = _edge(follows_of(user_id), other.id, at)
        edge["reverse"] = {"S": followers_of(other.id, _shard(user_id) if other.wide else 0)}
        try:
            self._counters.write(
                [
                    self._put(edge),
                    self._check(blocks_of(user_id), other.id, ABSENT),
                    self._check(blocks_of(other.id), user_id, ABSENT),
                ],
                _counted(user_id, other.id, 1),
            )
        except Failed as failed:
            if failed.at(1) or failed.at(2):
                raise UserBlocked from failed
            return False
        return True

    def unfollow(self, user_id: str, other_id: str) -> bool:
        try:
            self._counters.write(
                [self._delete(follows_of(user_id), other_id)], _counted(user_id, other_id, -1)
            )
        except Failed:
            return False
        return True

    def block(self, user_id: str, other_id: str, *, at: int) -> bool:
        for _ in range(ATTEMPTS):
            ends = [(user_id, other_id), (other_id, user_id)]
            followed = [pair for pair in ends if self.follows(pair[0], [pair[1]])]
            changes = _merged(_counted(*pair, -1) for pair in followed)
            try:
                self._counters.write(
                    [
                        self._put(_edge(blocks_of(user_id), other_id, at)),
                        {
                            "Put": {
                                "TableName": self._table,
                                "Item": _edge(blocked_by(other_id), user_id, at),
                            }
                        },
                        *[self._ended(*pair, there=pair in followed) for pair in ends],
                    ],
                    changes,
                )
            except Failed as failed:
                if failed.at(0):
                    return False
                continue  # somebody followed or unfollowed between reading and writing
            return True
        raise Unavailable(headers={"Retry-After": "2"})

    def unblock(self, user_id: str, other_id: str) -> bool:
        other_side = {"TableName": self._table, "Key": _key(blocked_by(other_id), user_id)}
        try:
            self._counters.write(
                [self._delete(blocks_of(user_id), other_id), {"Delete": other_side}], []
            )
        except Failed:
            return False
        return True

    def mute(self, user_id: str, other_id: str, *, at: int) -> bool:
        edge = {**_edge(mutes_of(user_id), other_id, at), "reverse": {"S": muted_by(other_id)}}
        try:
            self._counters.write([self._put(edge)], [])
        except Failed:
            return False
        return True

    def unmute(self, user_id: str, other_id: str) -> bool:
        try:
            self._counters.write([self._delete(mutes_of(user_id), other_id)], [])
        except Failed:
            return False
        return True

    def follows(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        return self._among([follows_of(user_id)], other_ids)

    def apart(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        return self._among([blocks_of(user_id), blocked_by(user_id)], other_ids)

    def blockers_among(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        return self._among([blocked_by(user_id)], other_ids)

    def muted_among(self, user_id: str, other_ids: Iterable[str]) -> frozenset[str]:
        return self._among([mutes_of(user_id)], other_ids)

    def followees(self, user_id: str) -> frozenset[str]:
        return frozenset(self._all(follows_of(user_id)))

    def relations(self, user_id: str) -> Relations:
        return Relations(
            user_id=user_id,
            blocks=frozenset(self._all(blocks_of(user_id))),
            blocked_by=frozenset(self._all(blocked_by(user_id))),
            mutes=frozenset(self._all(mutes_of(user_id))),
        )

    def following(self, user_id: str, *, after: str | None, most: int) -> Sequence[Linked]:
        return self._page(follows_of(user_id), after, most)

    def followers(self, user: Person, *, after: str | None, most: int) -> Sequence[Linked]:
        """Shard by shard, in each by id; a position is the shard and the id."""
        shard, _, behind = (after or "0#").partition("#")
        found: list[Linked] = []
        for number in range(int(shard), WIDE_SHARDS + 1 if user.wide else 1):
            found += self._followers(user.id, number, behind, most - len(found))
            behind = ""
            if len(found) >= most:
                break
        return found

    def blocked(self, user_id: str, *, after: str | None, most: int) -> Sequence[Linked]:
        return self._page(blocks_of(user_id), after, most)

    def muted(self, user_id: str, *, after: str | None, most: int) -> Sequence[Linked]:
        return self._page(mutes_of(user_id), after, most)

    def muters(self, user_id: str) -> Iterator[str]:
        """Who mutes ``user_id``; only erasure asks."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=FOLLOWERS_INDEX,
            KeyConditionExpression="#reverse = :reverse",
            ExpressionAttributeNames={"#reverse": "reverse"},
            ExpressionAttributeValues={":reverse": {"S": muted_by(user_id)}},
        )
        return (item["pk"]["S"].partition("#")[2] for page in pages for item in page["Items"])

    def _followers(self, user_id: str, shard: int, behind: str, most: int) -> list[Linked]:
        start: dict[str, Any] = {}
        reverse = {"S": followers_of(user_id, shard)}
        if behind:
            start["ExclusiveStartKey"] = {**_key(follows_of(behind), user_id), "reverse": reverse}
        answer = self._client.query(
            TableName=self._table,
            IndexName=FOLLOWERS_INDEX,
            KeyConditionExpression="#reverse = :reverse",
            ExpressionAttributeNames={"#reverse": "reverse"},
            ExpressionAttributeValues={":reverse": reverse},
            Limit=most,
            **start,
        )
        ids = [item["pk"]["S"].partition("#")[2] for item in answer["Items"]]
        return [Linked(follower, f"{shard}#{follower}") for follower in ids]

    def _page(self, pk: str, after: str | None, most: int) -> Sequence[Linked]:
        values = {":pk": {"S": pk}} | ({":after": {"S": after}} if after else {})
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk" + (" AND sk > :after" if after else ""),
            ExpressionAttributeValues=values,
            ConsistentRead=True,
            Limit=most,
        )
        return [Linked(item["sk"]["S"], item["sk"]["S"]) for item in answer["Items"]]

    def _among(self, pks: Sequence[str], others: Iterable[str]) -> frozenset[str]:
        keys = [{"pk": pk, "sk": other} for other in others for pk in pks]
        items = batch_get(self._client, self._table, keys, consistent=True) if keys else []
        return frozenset(item["sk"]["S"] for item in items)

    def _all(self, pk: str) -> Iterator[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": pk}},
            ConsistentRead=True,
        )
        return (item["sk"]["S"] for page in pages for item in page["Items"])

    def _ended(self, user_id: str, other_id: str, *, there: bool) -> Item:
        pk = follows_of(user_id)
        return self._delete(pk, other_id) if there else self._check(pk, other_id, ABSENT)

    def _put(self, item: Item) -> Item:
        return {
            "Put": {"TableName": self._table, "Item": item, "ConditionExpression": ABSENT},
        }

    def _delete(self, pk: str, sk: str) -> Item:
        key = _key(pk, sk)
        return {
            "Delete": {"TableName": self._table, "Key": key, "ConditionExpression": PRESENT},
        }

    def _check(self, pk: str, sk: str, condition: str) -> Item:
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": _key(pk, sk),
                "ConditionExpression": condition,
            }
        }


def _counted(follower: str, followee: str, by: int) -> list[Change]:
    return [
        Change(person(follower), {"following": by}),
        Change(person(followee), {"followers": by}),
    ]


def _merged(changes: Iterable[list[Change]]) -> list[Change]:
    """One change per target: a transaction may touch an item once."""
    amounts: dict[str, dict[str, int]] = {}
    for change in (each for group in changes for each in group):
        amounts.setdefault(change.target, {}).update(change.amounts)
    return [Change(target, counted) for target, counted in amounts.items()]


def _shard(user_id: str) -> int:
    return 1 + zlib.crc32(user_id.encode()) % WIDE_SHARDS


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _edge(pk: str, sk: str, at: int) -> Item:
    return {**_key(pk, sk), "at": {"N": str(at)}}
