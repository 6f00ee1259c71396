"""DynamoDB where others are always a little faster."""

from typing import Any


class Contended:
    """A client whose next ``conflicts`` transactions collide on the last action, a counter."""

    def __init__(self, client: Any) -> None:
        self._client, self.conflicts, self.tried = client, 0, 0

    def __getattr__(self, name: str) -> Any:  # all else is the client's own
        return getattr(self._client, name)

    def transact_write_items(self, *, TransactItems: list[Any]) -> Any:  # noqa: N803  # boto3's
        self.tried += 1
        if self.conflicts:
            self.conflicts -= 1
            reasons = [{"Code": "None"} for _ in TransactItems[1:]] + [
                {"Code": "TransactionConflict"}
            ]
            answer: Any = {
                "Error": {"Code": "TransactionCanceledException", "Message": ""},
                "CancellationReasons": reasons,
            }
            raise self._client.exceptions.TransactionCanceledException(answer, "TransactWriteItems")
        return self._client.transact_write_items(TransactItems=TransactItems)
