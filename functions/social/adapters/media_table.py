"""``Uploads`` on the table ``media``."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from contracts.tables.social_media import OWNER_INDEX
from core.batch_get import batch_get

from ..media.model import Picture, Status, Upload

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
WAITING = {":uploading": {"S": "uploading"}}


class DynamoUploads:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def announce(self, upload: Upload, *, until: int) -> None:
        item: Item = {
            **_key(upload.id),
            "ownerId": {"S": upload.owner_id},
            "contentType": {"S": upload.content_type},
            "size": {"N": str(upload.size)},
            "altText": {"S": upload.alt_text},
            "at": {"N": str(upload.at)},
            "status": {"S": upload.status},
            "expiresAt": {"N": str(until)},
        }
        self._client.put_item(TableName=self._table, Item=item)

    def find(self, media_id: str) -> Upload | None:
        return self.find_many([media_id]).get(media_id)

    def find_many(self, media_ids: Iterable[str]) -> Mapping[str, Upload]:
        keys = [{"id": media_id} for media_id in dict.fromkeys(media_ids)]
        items = batch_get(self._client, self._table, keys, consistent=True) if keys else []
        return {item["id"]["S"]: _upload(item) for item in items}

    def settle(self, upload: Upload) -> bool:
        values: Item = {
            ":status": {"S": upload.status},
            ":reason": {"S": upload.reason},
            ":pictures": {"L": [_picture_item(each) for each in upload.pictures]},
        }
        return self._change(
            upload.id,
            "SET #status = :status, reason = :reason, pictures = :pictures REMOVE expiresAt",
            "#status = :uploading",
            {**values, **WAITING},
        )

    def withdraw(self, media_id: str) -> None:
        self._change(
            media_id,
            "SET #status = :deleted",
            "attribute_exists(id) AND #status <> :deleted",
            {":deleted": {"S": "deleted"}},
        )

    def forget(self, media_id: str) -> None:
        self._client.delete_item(TableName=self._table, Key=_key(media_id))

    def of_owner(self, owner_id: str) -> Iterable[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=OWNER_INDEX,
            KeyConditionExpression="ownerId = :owner",
            ExpressionAttributeValues={":owner": {"S": owner_id}},
        )
        return [item["id"]["S"] for page in pages for item in page["Items"]]

    def _change(self, media_id: str, change: str, condition: str, values: Item) -> bool:
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(media_id),
                UpdateExpression=change,
                ConditionExpression=condition,
                ExpressionAttributeNames={"#status": "status"},
                ExpressionAttributeValues=values,
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True


def _key(media_id: str) -> Item:
    return {"id": {"S": media_id}}


def _upload(item: Item) -> Upload:
    return Upload(
        id=item["id"]["S"],
        owner_id=item["ownerId"]["S"],
        content_type=item["contentType"]["S"],
        size=int(item["size"]["N"]),
        alt_text=item["altText"]["S"],
        at=int(item["at"]["N"]),
        status=cast("Status", item["status"]["S"]),  # nothing else is ever written there
        reason=item["reason"]["S"] if "reason" in item else "",
        pictures=tuple(_picture(each["M"]) for each in item.get("pictures", {}).get("L", [])),
    )


def _picture_item(picture: Picture) -> Item:
    return {
        "M": {
            "name": {"S": picture.name},
            "width": {"N": str(picture.width)},
            "height": {"N": str(picture.height)},
        }
    }


def _picture(item: Item) -> Picture:
    return Picture(
        name=item["name"]["S"], width=int(item["width"]["N"]), height=int(item["height"]["N"])
    )
