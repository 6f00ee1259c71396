"""``ReportQueue`` on the table ``reports``: one item per link, so that a flood is one entry."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from contracts.tables.links import OPEN_REPORTS

from ..ports import Position, Report, ReportPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REASON = "reason_"


class DynamoReports:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def add(self, code: str, *, reason: str, note: str, at: datetime) -> None:
        self._client.update_item(
            TableName=self._table,
            Key=_key(code),
            UpdateExpression=(
                "SET firstAt = if_not_exists(firstAt, :at), lastAt = :at, lastNote = :note"
                " ADD #count :one, #reason :one"
            ),
            ExpressionAttributeNames={"#count": "count", "#reason": REASON + reason},
            ExpressionAttributeValues={
                ":at": {"S": at.isoformat()},
                ":note": {"S": note},
                ":one": {"N": "1"},
            },
        )

    def page(self, *, after: Position | None, most: int) -> ReportPage:
        start: dict[str, Any] = {"ExclusiveStartKey": _key(after["code"])} if after else {}
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :open",
            ExpressionAttributeValues={":open": {"S": OPEN_REPORTS}},
            Limit=most,
            **start,
        )
        reports = [_report(item) for item in answer["Items"]]
        more = bool(answer.get("LastEvaluatedKey")) and bool(reports)
        return ReportPage(reports, {"code": reports[-1].code} if more else None)

    def remove(self, code: str) -> None:
        self._client.delete_item(TableName=self._table, Key=_key(code))


def _key(code: str) -> dict[str, Any]:
    return {"pk": {"S": OPEN_REPORTS}, "sk": {"S": code}}


def _report(item: dict[str, Any]) -> Report:
    return Report(
        code=item["sk"]["S"],
        count=int(item["count"]["N"]),
        reasons={
            name.removeprefix(REASON): int(value["N"])
            for name, value in item.items()
            if name.startswith(REASON)
        },
        last_note=item["lastNote"]["S"],
        first_at=datetime.fromisoformat(item["firstAt"]["S"]),
        last_at=datetime.fromisoformat(item["lastAt"]["S"]),
    )
