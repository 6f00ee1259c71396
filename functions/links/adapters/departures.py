"""``ports.Departures`` in table ``clicks``, whose items end by themselves."""

from typing import TYPE_CHECKING

from contracts.tables.links_clicks import LEFT, departure_of

from .click_items import key, life

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDepartures:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def note(self, user_id: str) -> None:
        item = {**key(departure_of(user_id), LEFT), **life()}
        self._client.put_item(TableName=self._table, Item=item)

    def knows(self, user_id: str) -> bool:
        answer = self._client.get_item(
            TableName=self._table, Key=key(departure_of(user_id), LEFT), ConsistentRead=True
        )
        return "Item" in answer
