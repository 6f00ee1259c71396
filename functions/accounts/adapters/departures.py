"""Two of the outbox's three ends: the key tables, Cognito."""

from typing import TYPE_CHECKING

from contracts.tables.accounts import EVENT, KEY_PREFIX, outbox_row, person

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoLeftovers:
    def __init__(self, *, client: "DynamoDBClient", accounts: str, api_keys: str) -> None:
        self._client, self._accounts, self._api_keys = client, accounts, api_keys

    def remove_keys(self, user_id: str) -> None:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._accounts,
            KeyConditionExpression="pk = :pk AND begins_with(sk, :keys)",
            ExpressionAttributeValues={
                ":pk": {"S": person(user_id)},
                ":keys": {"S": KEY_PREFIX},
            },
            ConsistentRead=True,
        )
        for page in pages:
            for item in page["Items"]:
                # The key first: a crash in between leaves what finds it again.
                self._client.delete_item(TableName=self._api_keys, Key={"keyHash": item["keyHash"]})
                self._client.delete_item(
                    TableName=self._accounts, Key={"pk": item["pk"], "sk": item["sk"]}
                )

    def remove_row(self, event_id: str) -> None:
        key = {"pk": {"S": outbox_row(event_id)}, "sk": {"S": EVENT}}
        self._client.delete_item(TableName=self._accounts, Key=key)


class CognitoDirectory:
    def __init__(self, *, client: "CognitoIdentityProviderClient", pool_id: str) -> None:
        self._client, self._pool_id = client, pool_id

    def remove(self, username: str, user_id: str) -> None:
        try:
            found = self._client.admin_get_user(UserPoolId=self._pool_id, Username=username)
            attributes = {a["Name"]: a.get("Value") for a in found["UserAttributes"]}
            if attributes.get("sub") == user_id:
                self._client.admin_delete_user(UserPoolId=self._pool_id, Username=username)
        except self._client.exceptions.UserNotFoundException:
            return
