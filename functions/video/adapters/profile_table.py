"""``ProfileStore`` on the table ``viewers``: profiles beside the count that limits them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

from contracts.tables.video_viewing import COUNT, profiles_of
from core.reading import batch_get
from core.transactions import Failed, transact

from ..errors import LastProfile, ProfileNotFound, TooManyProfiles
from ..model import Maturity, Profile

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
IS_NEW = "attribute_not_exists(pk)"
IS_THERE = "attribute_exists(pk)"


class ProfileTable:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def of(self, user_id: str) -> Sequence[Profile]:
        profiles = [_profile(user_id, item) for item in self._items(user_id) if not _counts(item)]
        return sorted(profiles, key=lambda profile: (profile.created_at, profile.id))

    def found(self, profile: Profile) -> bool:
        count = {**_key(profile.owner_id, COUNT), "profiles": {"N": "1"}}
        try:
            transact(self._client, self._put(count, IS_NEW), self._put(_item(profile), IS_NEW))
        except Failed:
            return False
        return True

    def add(self, profile: Profile, *, most: int) -> None:
        counted = self._count(profile.owner_id, 1, "profiles < :limit", limit=most)
        try:
            transact(self._client, counted, self._put(_item(profile), IS_NEW))
        except Failed as failed:
            raise TooManyProfiles from failed

    def save(self, profile: Profile) -> None:
        try:
            self._client.put_item(
                TableName=self._table, Item=_item(profile), ConditionExpression=IS_THERE
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise ProfileNotFound from error

    def remove(self, user_id: str, profile_id: str) -> None:
        gone = {
            "Delete": {
                "TableName": self._table,
                "Key": _key(user_id, profile_id),
                "ConditionExpression": IS_THERE,
            }
        }
        counted = self._count(user_id, -1, "profiles > :limit", limit=1)
        try:
            transact(self._client, gone, counted)
        except Failed as failed:
            if failed.at(0):
                raise ProfileNotFound from failed
            raise LastProfile from failed

    def forget(self, user_id: str) -> None:
        for item in self._items(user_id):
            key = {"pk": item["pk"], "sk": item["sk"]}
            self._client.delete_item(TableName=self._table, Key=key)

    def profiles(self, pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
        """``Present``."""
        keys = [{"pk": profiles_of(user), "sk": profile} for user, profile in pairs]
        items = batch_get(self._client, self._table, keys, consistent=True) if keys else []
        return frozenset(item["sk"]["S"] for item in items)

    def _items(self, user_id: str) -> list[Item]:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :user",
            ExpressionAttributeValues={":user": {"S": profiles_of(user_id)}},
            ConsistentRead=True,
        )
        return [dict(item) for item in answer["Items"]]  # a handful

    def _put(self, item: Item, condition: str) -> Item:
        return {"Put": {"TableName": self._table, "Item": item, "ConditionExpression": condition}}

    def _count(self, user_id: str, by: int, condition: str, *, limit: int) -> Item:
        return {
            "Update": {
                "TableName": self._table,
                "Key": _key(user_id, COUNT),
                "UpdateExpression": "ADD profiles :by",
                "ConditionExpression": condition,
                "ExpressionAttributeValues": {":by": {"N": str(by)}, ":limit": {"N": str(limit)}},
            }
        }


def _key(user_id: str, name: str) -> Item:
    return {"pk": {"S": profiles_of(user_id)}, "sk": {"S": name}}


def _counts(item: Item) -> bool:
    return bool(item["sk"]["S"] == COUNT)


def _item(profile: Profile) -> Item:
    item: Item = {
        **_key(profile.owner_id, profile.id),
        "name": {"S": profile.name},
        "maturity": {"S": profile.maturity},
        "kids": {"BOOL": profile.kids},
        "at": {"N": str(profile.created_at)},
    }
    if profile.pin_hash:
        item["pinHash"] = {"S": profile.pin_hash}
    return item


def _profile(user_id: str, item: Item) -> Profile:
    return Profile(
        id=item["sk"]["S"],
        owner_id=user_id,
        name=item["name"]["S"],
        maturity=cast("Maturity", item["maturity"]["S"]),  # nothing else is ever written there
        kids=item["kids"]["BOOL"],
        pin_hash=item["pinHash"]["S"] if "pinHash" in item else "",
        created_at=int(item["at"]["N"]),
    )
