"""``Connections`` on the table ``live``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from contracts.tables.social_live import ONLY, hint_key
from core.transactions import Failed, transact

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON


class DynamoConnections:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def issue(self, ticket: str, user_id: str, *, until: int) -> None:
        self._client.put_item(TableName=self._table, Item=_item(_ticket(ticket), user_id, until))

    def admit(self, ticket: str, connection_id: str, *, now: int, until: int) -> str | None:
        user_id = self._user_in(_ticket(ticket))
        if user_id is None:
            return None
        used = {
            "TableName": self._table,
            "Key": _ticket(ticket),
            "ConditionExpression": "attribute_exists(pk) AND expiresAt > :now",
            "ExpressionAttributeValues": {":now": {"N": str(now)}},
        }
        try:
            transact(
                self._client,
                {"Delete": used},
                self._put(_item(_connection(connection_id), user_id, until)),
                self._put(_item(_of_user(user_id, connection_id), user_id, until)),
            )
        except Failed:
            return None
        return user_id

    def user_of(self, connection_id: str) -> str | None:
        return self._user_in(_connection(connection_id))

    def of_user(self, user_id: str) -> Sequence[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": _of_user(user_id, "")["pk"]},
            ConsistentRead=True,
        )
        return [item["sk"]["S"] for page in pages for item in page["Items"]]

    def forget(self, user_id: str, connection_id: str) -> None:
        for key in (_of_user(user_id, connection_id), _connection(connection_id)):
            self._client.delete_item(TableName=self._table, Key=key)

    def said(self, hint_id: str) -> None:
        self._client.delete_item(TableName=self._table, Key=hint_key(hint_id))

    def _put(self, item: Item) -> Item:
        return {"Put": {"TableName": self._table, "Item": item}}

    def _user_in(self, key: Item) -> str | None:
        answer = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return answer["Item"]["userId"]["S"] if "Item" in answer else None


def _item(key: Item, user_id: str, until: int) -> Item:
    return {**key, "userId": {"S": user_id}, "expiresAt": {"N": str(until)}}


def _ticket(hashed: str) -> Item:
    return {"pk": {"S": f"t#{hashed}"}, "sk": {"S": ONLY}}


def _connection(connection_id: str) -> Item:
    return {"pk": {"S": f"c#{connection_id}"}, "sk": {"S": ONLY}}


def _of_user(user_id: str, connection_id: str) -> Item:
    return {"pk": {"S": f"u#{user_id}"}, "sk": {"S": connection_id}}
