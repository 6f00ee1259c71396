"""``Pictures`` on the table ``media`` of the social system, by its contract; reads only."""

from typing import TYPE_CHECKING

from contracts.tables.social_media import picture_key

from ..errors import PictureUnusable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class HeldPictures:
    def __init__(self, *, client: "DynamoDBClient", table: str, public_url: str) -> None:
        self._client, self._table, self._public_url = client, table, public_url

    def square(self, user_id: str, media_id: str) -> str:
        answer = self._client.get_item(
            TableName=self._table, Key={"id": {"S": media_id}}, ConsistentRead=True
        )
        item = answer.get("Item", {})
        if item.get("ownerId") != {"S": user_id} or item.get("status") != {"S": "ready"}:
            raise PictureUnusable
        return f"{self._public_url}/{picture_key(media_id, 'square')}"
