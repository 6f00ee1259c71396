"""DynamoDB transactions whose failed conditions can be told apart."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CONDITION_FAILED = "ConditionalCheckFailed"


class Failed(Exception):
    """A condition did not hold and nothing was written; :meth:`at` tells which."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(", ".join(reasons))
        self._reasons = reasons

    def at(self, position: int) -> bool:
        return self._reasons[position] == CONDITION_FAILED


# Actions are DynamoDB's JSON.
def transact(client: "DynamoDBClient", *actions: dict[str, Any]) -> None:
    """All actions or none. Raises Failed; a conflict or throttling passes as boto3's error."""
    try:
        client.transact_write_items(TransactItems=list(actions))  # type: ignore[arg-type]
    except client.exceptions.TransactionCanceledException as error:
        reasons = [r.get("Code", "") for r in error.response.get("CancellationReasons", [])]
        if CONDITION_FAILED not in reasons:
            raise
        raise Failed(reasons) from error
