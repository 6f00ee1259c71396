"""``prepositioning.ports.Demand`` on the table ``video-demand``."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from datetime import date as day
from typing import TYPE_CHECKING, Any

from contracts.tables.video_demand import PARTS, Region, demand_of, part_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
KEPT_SECONDS = 14 * 86_400  # twice what a forecast looks at


class DemandTable:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def add(self, date: str, views: Mapping[tuple[Region, str], int]) -> None:
        for (region, video_id), count in views.items():
            self._client.update_item(
                TableName=self._table,
                Key={
                    "pk": {"S": demand_of(region, date, part_of(video_id))},
                    "sk": {"S": video_id},
                },
                UpdateExpression="SET expires = :expires ADD #views :count",
                ExpressionAttributeNames={"#views": "views"},
                ExpressionAttributeValues={
                    ":count": {"N": str(count)},
                    ":expires": {"N": str(_expiry(date))},
                },
            )

    def of(self, region: Region, date: str) -> Mapping[str, int]:
        return {
            item["sk"]["S"]: int(item["views"]["N"])
            for part in range(PARTS)
            for item in self._part(demand_of(region, date, part))
        }

    def _part(self, pk: str) -> Iterator[Item]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :part",
            ExpressionAttributeValues={":part": {"S": pk}},
        )
        for page in pages:
            for item in page["Items"]:
                yield dict(item)


def _expiry(date: str) -> int:
    begins = datetime.combine(day.fromisoformat(date), time(), UTC)
    return int(begins.timestamp()) + KEPT_SECONDS
