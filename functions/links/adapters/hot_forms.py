"""Hot forms of many links at once, from the table ``urls``."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from core.http.failures import EXPECTED, known

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class HotForms:
    """``prewarming.HotForms``; a key the table did not get to is left to the next hour."""

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def hot_forms(self, codes: Iterable[str]) -> Mapping[str, str]:
        keys = [{"code": {"S": code}} for code in codes]
        try:
            answer = self._client.batch_get_item(
                RequestItems={
                    self._table: {
                        "Keys": keys,
                        "ConsistentRead": True,
                        "ProjectionExpression": "code, hot",
                    }
                }
            )
        except EXPECTED as error:
            if (busy := known(error)) is None:
                raise
            raise busy from error
        found = answer["Responses"].get(self._table, [])
        return {item["code"]["S"]: item["hot"]["S"] for item in found if "hot" in item}
