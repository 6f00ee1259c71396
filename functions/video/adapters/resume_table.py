"""``ResumePoints`` on the table ``viewers``: a part of what a profile remembers of a film."""

from typing import TYPE_CHECKING, Any

from contracts.tables.video_viewing import watched_by

from .session_items import number

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON


class ResumeTable:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def find(self, profile_id: str, video_id: str) -> float:
        answer = self._client.get_item(
            TableName=self._table, Key=_key(profile_id, video_id), ConsistentRead=True
        )
        return float(answer.get("Item", {}).get("position", {}).get("N", "0"))

    def keep(
        self, profile_id: str, video_id: str, *, position: float, duration: float, at: int
    ) -> None:
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(profile_id, video_id),
                # The list of what was watched moves once, when it begins: positions come often.
                UpdateExpression=(
                    "SET #position = :position, #duration = :duration, heardAt = :at,"
                    " #at = if_not_exists(#at, :at)"
                ),
                ConditionExpression="attribute_not_exists(heardAt) OR heardAt < :at",
                ExpressionAttributeNames={
                    "#position": "position",
                    "#duration": "duration",
                    "#at": "at",
                },
                ExpressionAttributeValues={
                    ":position": number(position),
                    ":duration": number(duration),
                    ":at": {"N": str(at)},
                },
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return  # another device was heard later


def _key(profile_id: str, video_id: str) -> Item:
    return {"pk": {"S": watched_by(profile_id)}, "sk": {"S": video_id}}
