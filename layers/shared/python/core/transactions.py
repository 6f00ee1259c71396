"""DynamoDB transactions whose failed conditions can be told apart."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.exceptions import ClientError
    from mypy_boto3_dynamodb import DynamoDBClient

CONDITION_FAILED = "ConditionalCheckFailed"
CONFLICT = "TransactionConflict"


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
        client.transact_write_items(TransactItems=list(actions))  # type: ignore[arg-type]  # the stubs want their own literals
    except client.exceptions.TransactionCanceledException as error:
        reasons = reasons_of(error)
        if CONDITION_FAILED not in reasons:
            raise
        raise Failed(reasons) from error


def written(client: "DynamoDBClient", *actions: dict[str, Any]) -> bool:
    """As :func:`transact`; False where others write the same items at this moment: nothing was."""
    try:
        transact(client, *actions)
    except client.exceptions.TransactionCanceledException as error:
        if CONFLICT not in reasons_of(error):
            raise
        return False
    return True


def reasons_of(error: "ClientError") -> list[str]:
    """Why a transaction was cancelled, one code per action."""
    # botocore types the common part of responses only; reasons come with cancelled transactions.
    reasons: list[dict[str, str]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return [reason.get("Code", "") for reason in reasons]
