"""A DynamoDB client that counts request units by our own calculator, indexes and all.

Works on any engine: sizes are taken from what is sent and answered, and what an update leaves is
read again with a client that is not counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contracts.tables import Index, Table

from .units import item_bytes, read_units, write_units

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Json = Mapping[str, Any]  # DynamoDB's JSON
CALL = "triptych-call"
STREAM_RECORD = 1024  # bytes; change capture and on-demand streams are paid by the whole KB


@dataclass
class Units:
    """Of all calls of DynamoDB that it is told of.

    ``streamed`` are the sizes, rounded up to whole KB, of the records that tables in ``streams``
    tell their Kinesis stream.
    """

    tables: Sequence[Table]
    streams: frozenset[str] = frozenset()
    reads: float = 0.0
    writes: float = 0.0
    trips: int = 0
    streamed: list[int] = field(default_factory=list)

    def clear(self) -> None:
        self.reads = self.writes = 0.0
        self.trips = 0
        self.streamed.clear()

    def count(self, name: str, asked: Json, parsed: Json) -> None:
        """One call: the operation's name, what was asked and answered. What is no read writes."""
        self.trips += 1
        if name in ("GetItem", "BatchGetItem", "Query"):
            self._looked(name, asked, parsed)
        elif name == "TransactWriteItems":
            for kind, part in (each for item in asked["TransactItems"] for each in item.items()):
                self._write(kind, part, transaction=True)
        elif name == "BatchWriteItem":
            for table, requests in asked["RequestItems"].items():
                for request in (part for each in requests for part in each.values()):
                    self._write("Put", {"TableName": table, **request}, transaction=False)
        else:
            self._write(name.removesuffix("Item"), asked, transaction=False)

    def _looked(self, name: str, asked: Json, parsed: Json) -> None:
        if name == "GetItem":
            self._read([parsed.get("Item", {})], asked)
        elif name == "Query":
            size = sum(item_bytes(item) for item in parsed["Items"])
            self.reads += read_units(size, consistent=bool(asked.get("ConsistentRead")))
        else:
            for table, keys in asked["RequestItems"].items():
                found = parsed["Responses"].get(table, [])
                self._read([*found, *[{}] * (len(keys["Keys"]) - len(found))], keys)

    def _read(self, items: Iterable[Json], asked: Json) -> None:
        consistent = bool(asked.get("ConsistentRead"))
        self.reads += sum(read_units(item_bytes(item), consistent=consistent) for item in items)

    def _write(self, kind: str, part: Json, *, transaction: bool) -> None:
        item = part.get("Item") or self._left(part)
        size = item_bytes(item)
        self.writes += write_units(size, transaction=transaction)
        if kind == "ConditionCheck":
            return
        table = next(each for each in self.tables if each.name == part["TableName"])
        self.writes += sum(
            write_units(_projected(index, table, item))
            for index in table.indexes
            if index.partition.name in item
        )
        if table.name in self.streams:
            self.streamed.append(-(-size // STREAM_RECORD) * STREAM_RECORD)

    def _left(self, part: Json) -> Json:
        """The item after an update; where nobody can look, at least its key."""
        key: Json = part["Key"]
        return key


def commands(valkey: Any) -> int:
    """All that this Valkey has carried out but what the counting asks itself. Any: its client."""
    stats = valkey.info("commandstats")
    mine = ("info", "config", "cluster")
    names = (name for name in stats if name.partition("_")[2].partition("|")[0] not in mine)
    return sum(int(stats[name]["calls"]) for name in names)


class Meter(Units):
    """``client`` is counted by its hooks, ``plain`` is another client of the same engine."""

    def __init__(
        self,
        client: "DynamoDBClient",
        plain: "DynamoDBClient",
        tables: Sequence[Table],
        streams: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(tables=tables, streams=streams)
        self.client, self.plain = client, plain
        events = client.meta.events
        events.register("before-parameter-build.dynamodb", self._asked)
        events.register("after-call.dynamodb", self._answered)

    # Any: what botocore hands to its hooks.
    def _asked(self, params: Any, context: Any, **_: Any) -> None:
        context[CALL] = params

    def _answered(self, model: Any, parsed: Any, context: Any, **_: Any) -> None:
        self.count(model.name, context[CALL], parsed)

    def _left(self, part: Json) -> Json:
        answer = self.plain.get_item(TableName=part["TableName"], Key=part["Key"])
        return answer.get("Item", part["Key"])


def _projected(index: Index, table: Table, item: Json) -> int:
    """Bytes of an item in an index."""
    if index.attributes is None:
        return item_bytes(item)
    keys = (table.partition, table.sort, index.partition, index.sort)
    names = {key.name for key in keys if key} | set(index.attributes)
    return item_bytes({name: value for name, value in item.items() if name in names})
