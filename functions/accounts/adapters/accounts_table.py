"""``AccountStore`` on the tables ``accounts`` and ``api-keys`` (``contracts.tables.accounts``).

Every change is one transaction, so that what belongs together is never there in part. Reads are
strongly consistent: what a person has just done they see.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from contracts.events import AccountErased as ErasedEvent
from contracts.tables.accounts import (
    CLAIM,
    EVENT,
    KEY_PREFIX,
    PROFILE,
    SUBSCRIPTION,
    name_claim,
    outbox_row,
    person,
)
from core.transactions import Failed, transact

from ..errors import AccountErased, AccountNotFound, KeyNotFound, TooManyKeys, UsernameTaken
from ..model import KEYS_PER_PERSON, Account, ApiKey, Subscription
from .items import account_of, key_item, key_of, subscription_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
OUTBOX_DAYS = 7  # long past what the stream keeps (24 h)
IS_THERE = "attribute_exists(pk) AND attribute_not_exists(erasedAt)"


class DynamoAccounts:
    def __init__(self, *, client: "DynamoDBClient", accounts: str, api_keys: str) -> None:
        self._client, self._accounts, self._api_keys = client, accounts, api_keys

    def find(self, user_id: str) -> Account | None:
        item = self._get(person(user_id), PROFILE)
        return self._living(user_id, item) if item else None

    def create(self, account: Account) -> None:
        claim = _key(name_claim(account.username), CLAIM)
        profile = {
            **_key(person(account.id), PROFILE),
            "username": {"S": account.username},
            "displayName": {"S": account.display_name},
            "bio": {"S": account.bio},
            "createdAt": {"S": account.created_at.isoformat()},
            "keyCount": {"N": "0"},
            "revision": {"N": "1"},
        }
        unclaimed = {
            "ConditionExpression": "attribute_not_exists(pk) OR userId = :me",
            "ExpressionAttributeValues": {":me": {"S": account.id}},
        }
        try:
            transact(
                self._client,
                self._put(profile, ConditionExpression="attribute_not_exists(pk)"),
                self._put({**claim, "userId": {"S": account.id}}, **unclaimed),
            )
        except Failed as failed:
            if failed.at(0):
                self.find(account.id)  # raises for a tombstone; else somebody was faster
            else:
                raise UsernameTaken from failed

    def edit(self, user_id: str, *, display_name: str | None, bio: str | None) -> Account:
        given = {"displayName": display_name, "bio": bio}
        values = {f":{name}": {"S": v} for name, v in given.items() if v is not None}
        if not values:
            return self.find(user_id) or _erased()
        sets = ", ".join(f"{name[1:]} = {name}" for name in values)
        return account_of(user_id, self._revise(user_id, f"SET {sets}", values))

    def portray(self, user_id: str, avatar_url: str | None) -> None:
        if avatar_url is None:
            self._revise(user_id, "REMOVE avatarUrl", {})
        else:
            self._revise(user_id, "SET avatarUrl = :url", {":url": {"S": avatar_url}})

    def subscription(self, user_id: str) -> Subscription:
        return subscription_of(self._get(person(user_id), SUBSCRIPTION))

    def subscribe(self, user_id: str, subscription: Subscription) -> None:
        item: Item = {
            **_key(person(user_id), SUBSCRIPTION),
            "plan": {"S": subscription.plan},
        }
        if subscription.ends_at is not None:
            item["endsAt"] = {"S": subscription.ends_at.isoformat()}
        try:
            transact(self._client, self._check_living(user_id), self._put(item))
        except Failed as failed:
            raise AccountErased from failed

    def erase(self, account: Account, *, event_id: str, at: datetime) -> None:
        event = ErasedEvent(id=event_id, user_id=account.id, at=at)
        row = {
            **_key(outbox_row(event_id), EVENT),
            "type": {"S": event.type},
            "detail": {"S": event.model_dump_json(by_alias=True)},
            "username": {"S": account.username},
            "ttl": {"N": str(int((at + timedelta(days=OUTBOX_DAYS)).timestamp()))},
        }
        when = {"S": at.isoformat()}
        tombstone = {**_key(person(account.id), PROFILE), "erasedAt": when}
        try:
            transact(
                self._client,
                self._put(tombstone, ConditionExpression=IS_THERE),
                self._delete(name_claim(account.username), CLAIM),
                self._delete(person(account.id), SUBSCRIPTION),
                self._put(row),
                self._standing(account.id, "SET erasedAt = :at", {":at": when}),
            )
        except Failed as failed:
            if not failed.at(0):
                raise

    def keys(self, user_id: str) -> list[ApiKey]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._accounts,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :keys)",
            ExpressionAttributeValues={
                ":pk": {"S": person(user_id)},
                ":keys": {"S": KEY_PREFIX},
            },
            ConsistentRead=True,
        )
        found = [key_of(item) for page in pages for item in page["Items"]]
        return sorted(found, key=lambda key: (key.created_at, key.id))

    def add_key(self, key: ApiKey) -> None:
        item = key_item(key)
        count = self._count(key.owner_id, 1, f"{IS_THERE} AND keyCount < :most")
        count["Update"]["ExpressionAttributeValues"][":most"] = {"N": str(KEYS_PER_PERSON)}
        try:
            transact(
                self._client,
                count,
                self._put({**_key(person(key.owner_id), KEY_PREFIX + key.id), **item}),
                {"Put": {"TableName": self._api_keys, "Item": item}},
            )
        except Failed as failed:
            if self.find(key.owner_id) is None:
                raise AccountErased from failed
            raise TooManyKeys from failed

    def delete_key(self, user_id: str, key_id: str) -> None:
        item = self._get(person(user_id), KEY_PREFIX + key_id)
        if not item:
            raise KeyNotFound
        gone = self._delete(person(user_id), KEY_PREFIX + key_id)
        gone["Delete"]["ConditionExpression"] = "attribute_exists(pk)"
        by_hash = {"keyHash": item["keyHash"]}
        try:
            transact(
                self._client,
                gone,
                {"Delete": {"TableName": self._api_keys, "Key": by_hash}},
                self._count(user_id, -1, IS_THERE),
            )
        except Failed as failed:
            raise KeyNotFound from failed

    def ban(self, user_id: str, *, at: datetime | None) -> None:
        change = "SET bannedAt = :at" if at else "REMOVE bannedAt"
        values = {":at": {"S": at.isoformat()}} if at else {}
        told = {
            "Update": {
                "TableName": self._accounts,
                "Key": _key(person(user_id), PROFILE),
                "UpdateExpression": f"{change} ADD revision :one",  # everybody hears of it
                "ConditionExpression": IS_THERE,
                "ExpressionAttributeValues": {**values, ":one": {"N": "1"}},
            }
        }
        try:
            transact(self._client, told, self._standing(user_id, change, values))
        except Failed as failed:
            raise AccountNotFound from failed

    def _get(self, pk: str, sk: str) -> Item:
        answer = self._client.get_item(
            TableName=self._accounts, Key=_key(pk, sk), ConsistentRead=True
        )
        return dict(answer.get("Item") or {})

    def _revise(self, user_id: str, change: str, values: Item) -> Item:
        """The profile after a change of what others see, who are told of it by its revision."""
        try:
            answer = self._client.update_item(
                TableName=self._accounts,
                Key=_key(person(user_id), PROFILE),
                UpdateExpression=f"{change} ADD revision :one",
                ConditionExpression=IS_THERE,
                ExpressionAttributeValues={**values, ":one": {"N": "1"}},
                ReturnValues="ALL_NEW",
            )
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise AccountErased from error
        return dict(answer["Attributes"])

    def _living(self, user_id: str, item: Item) -> Account:
        return _erased() if "erasedAt" in item else account_of(user_id, item)

    def _put(self, item: Item, **condition: object) -> Item:
        return {"Put": {"TableName": self._accounts, "Item": item, **condition}}

    def _delete(self, pk: str, sk: str) -> Item:
        return {"Delete": {"TableName": self._accounts, "Key": _key(pk, sk)}}

    def _check_living(self, user_id: str) -> Item:
        return {
            "ConditionCheck": {
                "TableName": self._accounts,
                "Key": _key(person(user_id), PROFILE),
                "ConditionExpression": IS_THERE,
            }
        }

    def _count(self, user_id: str, by: int, condition: str) -> Item:
        return {
            "Update": {
                "TableName": self._accounts,
                "Key": _key(person(user_id), PROFILE),
                "UpdateExpression": "ADD keyCount :by",
                "ConditionExpression": condition,
                "ExpressionAttributeValues": {":by": {"N": str(by)}},
            }
        }

    def _standing(self, user_id: str, change: str, values: Item) -> Item:
        update: Item = {
            "TableName": self._api_keys,
            "Key": {"keyHash": {"S": person(user_id)}},
            "UpdateExpression": change,
        }
        return {"Update": {**update, "ExpressionAttributeValues": values} if values else update}


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _erased() -> Account:
    raise AccountErased
