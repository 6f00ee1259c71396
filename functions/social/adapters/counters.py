"""Sharded counters in the table ``reactions``, changed in the transaction of what they count.

A counter starts as one item. Writers who collide on it make it four times as wide, up to 64: the
width is told in shard 0 before a new shard is used and is never lowered, so that readers, who ask
shard 0 first, miss none. A sandbox remembers widths it met; one that is too small is only slower.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.tables.social import COUNT_SHARDS, COUNTS, counts_of
from core.errors import Unavailable
from core.reading import batch_get, pause
from core.transactions import CONFLICT, reasons_of, transact

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
WIDTH = "shards"
GROWTH = 4
ATTEMPTS = 16
MOST_REMEMBERED = 10_000
KEYS = frozenset({"pk", "sk", WIDTH})


@dataclass(frozen=True, slots=True)
class Change:
    """What is added to which counters of one target (a tweet's id, or ``person(id)``)."""

    target: str
    amounts: Mapping[str, int]


class CounterShards:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table
        self._widths: dict[str, int] = {}

    def write(self, actions: Sequence[Item], changes: Sequence[Change]) -> None:
        """All actions and changes, or none. Raises ``core.transactions.Failed``, Unavailable.

        Positions of a failure are those of ``actions``.
        """
        conflicts = self._client.exceptions.TransactionCanceledException
        for attempt in range(ATTEMPTS):
            try:
                transact(self._client, *actions, *[self._add(change) for change in changes])
            except conflicts as error:
                reasons = reasons_of(error)
                if CONFLICT not in reasons:
                    raise
                for change, reason in zip(changes, reasons[len(actions) :], strict=True):
                    if reason == CONFLICT:
                        self._widen(change.target)
                pause(attempt)
            else:
                return
        raise Unavailable(headers={"Retry-After": "2"})

    def sums(self, targets: Iterable[str], *, consistent: bool) -> dict[str, dict[str, int]]:
        """Every counter of every target; a target without one has an empty mapping."""
        found = self.totals(targets, consistent=consistent)
        # Shards are read one after the other, so a sum may be off by what happens meanwhile.
        return {t: {name: max(0, n) for name, n in sums.items()} for t, sums in found.items()}

    def totals(self, targets: Iterable[str], *, consistent: bool) -> dict[str, dict[str, int]]:
        """The same as they are stored, below zero too."""
        wanted = list(dict.fromkeys(targets))
        by_key = {counts_of(target): target for target in wanted}
        totals: dict[str, dict[str, int]] = {target: defaultdict(int) for target in wanted}
        more: dict[str, str] = {}
        for item in self._read(by_key, consistent=consistent):
            target = by_key[item["pk"]["S"]]
            _add_up(totals[target], item)
            width = int(item.get(WIDTH, {"N": "1"})["N"])
            more |= {counts_of(target, shard): target for shard in range(1, width)}
        for item in self._read(more, consistent=consistent):
            _add_up(totals[more[item["pk"]["S"]]], item)
        return totals

    def widths(self, targets: Iterable[str]) -> dict[str, int]:
        """How many shards each target has."""
        by_key = {counts_of(target): target for target in targets}
        found = {target: 1 for target in by_key.values()}
        for item in self._read(by_key, consistent=True):
            found[by_key[item["pk"]["S"]]] = int(item.get(WIDTH, {"N": "1"})["N"])
        return found

    def forget(self, target: str) -> None:
        """Without any transaction: what it counted is gone."""
        for shard in reversed(range(self.widths([target])[target])):
            self._client.delete_item(TableName=self._table, Key=_key(target, shard))

    def _read(self, pks: Iterable[str], *, consistent: bool) -> list[Item]:
        keys = [{"pk": pk, "sk": COUNTS} for pk in pks]
        return batch_get(self._client, self._table, keys, consistent=consistent) if keys else []

    def _add(self, change: Change) -> Item:
        # Which shard is taken guards nothing.
        shard = random.randrange(self._widths.get(change.target, 1))  # noqa: S311
        names = {f"#{n}": name for n, name in enumerate(change.amounts)}
        values = {f":{n}": {"N": str(by)} for n, by in enumerate(change.amounts.values())}
        return {
            "Update": {
                "TableName": self._table,
                "Key": _key(change.target, shard),
                "UpdateExpression": "ADD " + ", ".join(f"#{n} :{n}" for n in range(len(names))),
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": values,
            }
        }

    def _widen(self, target: str) -> None:
        """Takes over a greater width somebody else has told, else tells one."""
        known = self._widths.get(target, 1)
        told = self.widths([target])[target]
        if told <= known and known < COUNT_SHARDS:
            wider = min(COUNT_SHARDS, known * GROWTH)
            told = wider if self._tell(target, wider) else told
        if len(self._widths) >= MOST_REMEMBERED:
            self._widths.clear()
        self._widths[target] = max(known, told)

    def _tell(self, target: str, width: int) -> bool:
        """False if somebody was faster or shard 0 is in use right now."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(target, 0),
                UpdateExpression=f"SET {WIDTH} = :wider",
                ConditionExpression=f"attribute_not_exists({WIDTH}) OR {WIDTH} < :wider",
                ExpressionAttributeValues={":wider": {"N": str(width)}},
            )
        except (
            self._client.exceptions.ConditionalCheckFailedException,
            self._client.exceptions.TransactionConflictException,
        ):
            return False
        return True


def _add_up(total: dict[str, int], item: Item) -> None:
    for name, value in item.items():
        if name not in KEYS:
            total[name] += int(value["N"])


def _key(target: str, shard: int) -> Item:
    return {"pk": {"S": counts_of(target, shard)}, "sk": {"S": COUNTS}}
