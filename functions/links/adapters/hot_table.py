"""The ``urls`` table as the redirect needs it, without botocore."""

from contextlib import suppress

from core.aws_lite import AwsError, ConditionFailed, Json, JsonService
from core.errors import Unavailable

RETRY_AFTER = {"Retry-After": "1"}


class HotTable:
    """Reads links by code and counts the visits of those that allow only so many."""

    def __init__(self, *, dynamodb: JsonService, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def hot_form(self, code: str, *, consistent: bool) -> str | None:
        return self._attribute(code, "hot", "S", consistent=consistent)

    def alias(self, folded: str) -> str | None:
        return self._attribute("~" + folded, "target_code", "S", consistent=True)

    def claim(self, code: str, *, limit: int) -> bool:
        """Not repeated when unsure: a visit may be lost to the limit, none is served beyond it."""
        request: Json = {
            "TableName": self._table,
            "Key": {"code": {"S": code}},
            "UpdateExpression": "ADD usedClicks :one",
            "ConditionExpression": (
                "attribute_exists(hot)"
                " AND (attribute_not_exists(usedClicks) OR usedClicks < :limit)"
            ),
            "ExpressionAttributeValues": {":one": {"N": "1"}, ":limit": {"N": str(limit)}},
        }
        try:
            self._call("UpdateItem", request, repeatable=False)
        except ConditionFailed:
            return False
        return True

    def give_back(self, code: str) -> None:
        """Neither repeated nor insisted on: one visit less is served then, never one more."""
        request: Json = {
            "TableName": self._table,
            "Key": {"code": {"S": code}},
            "UpdateExpression": "ADD usedClicks :less",
            "ConditionExpression": "usedClicks > :none",
            "ExpressionAttributeValues": {":less": {"N": "-1"}, ":none": {"N": "0"}},
        }
        with suppress(AwsError):
            self._dynamodb.call("UpdateItem", request, repeatable=False)

    def used_up(self, code: str, *, limit: int) -> bool:
        return int(self._attribute(code, "usedClicks", "N", consistent=True) or 0) >= limit

    def _attribute(self, code: str, name: str, kind: str, *, consistent: bool) -> str | None:
        answer = self._call(
            "GetItem",
            {
                "TableName": self._table,
                "Key": {"code": {"S": code}},
                "ProjectionExpression": name,
                "ConsistentRead": consistent,
            },
        )
        value = answer.get("Item", {}).get(name, {}).get(kind)
        return None if value is None else str(value)

    def _call(self, operation: str, request: Json, *, repeatable: bool = True) -> Json:
        try:
            return self._dynamodb.call(operation, request, repeatable=repeatable)
        except ConditionFailed:
            raise
        except AwsError as error:
            raise Unavailable(headers=RETRY_AFTER) from error
