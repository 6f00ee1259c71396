"""``Plans`` on the table of accounts, by its contract; reads only."""

from datetime import datetime
from typing import TYPE_CHECKING

from contracts.tables.accounts import SUBSCRIPTION, person
from core.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FREE = "free"


class PlanReader:
    def __init__(self, *, client: "DynamoDBClient", table: str, clock: Clock) -> None:
        self._client, self._table, self._clock = client, table, clock

    def plan_of(self, user_id: str) -> str:
        answer = self._client.get_item(
            TableName=self._table,
            Key={"pk": {"S": person(user_id)}, "sk": {"S": SUBSCRIPTION}},
            ConsistentRead=True,
        )
        item = answer.get("Item")
        if item is None:
            return FREE
        ends = item.get("endsAt")
        if ends is not None and self._clock.now() >= datetime.fromisoformat(ends["S"]):
            return FREE
        return str(item["plan"]["S"])
