"""``ReportQueue`` on a table of ``contracts.tables.reports``, one kind of things each."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from .reports import Report, ReportPage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REASON = "reason_"


class DynamoReports:
    def __init__(self, *, client: "DynamoDBClient", table: str, kind: str) -> None:
        self._client, self._table, self._kind = client, table, kind

    def add(self, subject: str, *, reason: str, note: str, at: datetime) -> None:
        self._client.update_item(
            TableName=self._table,
            Key=self._key(subject),
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

    def page(self, *, after: str | None, most: int) -> ReportPage:
        start: dict[str, Any] = {"ExclusiveStartKey": self._key(after)} if after else {}
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :kind",
            ExpressionAttributeValues={":kind": {"S": self._kind}},
            Limit=most,
            **start,
        )
        reports = [_report(dict(item)) for item in answer["Items"]]
        more = bool(answer.get("LastEvaluatedKey")) and bool(reports)
        return ReportPage(reports, reports[-1].subject if more else None)

    def remove(self, subject: str) -> None:
        self._client.delete_item(TableName=self._table, Key=self._key(subject))

    def _key(self, subject: str) -> dict[str, Any]:
        return {"pk": {"S": self._kind}, "sk": {"S": subject}}


def _report(item: dict[str, Any]) -> Report:
    return Report(
        subject=item["sk"]["S"],
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
