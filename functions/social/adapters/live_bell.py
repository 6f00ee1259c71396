"""``Bell`` for functions that cannot or need not reach the gateway: a row that its stream tells."""

from collections.abc import Callable, Sequence

from contracts.tables.social_live import hint_key
from core.aws_lite import AwsError, JsonService
from core.clock import Clock
from core.ids import Ids

from ..ids import ms
from ..ports import Hint

MOST = 500  # users of one row: some 20 KB
KEPT = 3600  # seconds


class TableBell:
    """A hint that cannot be written is no error: who waits for it looks again by themselves.

    ``on_failure`` is told which hint it was.
    """

    def __init__(
        self,
        *,
        dynamodb: JsonService,
        table: str,
        clock: Clock,
        ids: Ids,
        on_failure: Callable[[Hint], None],
    ) -> None:
        self._dynamodb, self._table = dynamodb, table
        self._clock, self._ids = clock, ids
        self._on_failure = on_failure

    def ring(self, users: Sequence[str], hint: Hint) -> None:
        try:
            for first in range(0, len(users), MOST):
                self._write(users[first : first + MOST], hint)
        except AwsError:
            self._on_failure(hint)

    def _write(self, users: Sequence[str], hint: Hint) -> None:
        at = ms(self._clock)
        item = {
            **hint_key(self._ids.new()),
            "users": {"L": [{"S": user_id} for user_id in users]},
            "hint": {"S": hint},
            "at": {"N": str(at)},
            "expiresAt": {"N": str(at // 1000 + KEPT)},
        }
        self._dynamodb.call("PutItem", {"TableName": self._table, "Item": item})
