"""Segments, promises and what is due, in DynamoDB."""

import json
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from contracts.tables.links_clicks import (
    DUE,
    FIRST_PROMISE,
    SEALED,
    claim_of,
    done_of,
    place,
    promise,
    promises_of,
    segments_of,
)

from ..counting.parts import CLAIMED_FOR, Part
from ..counting.rollup import Due
from ..counting.segments import Counted, Segment, unpacked
from .click_items import items, key, life, taken

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

START = place("")
LAST = "~"  # behind every hour, date and shard


class ClickChain:
    """``consuming.Chain``, ``rollup.HourSegments`` and ``rollup.DueQueue``."""

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def end(self, shard: str) -> str:
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": segments_of(shard)}},
            ProjectionExpression="#end",
            ExpressionAttributeNames={"#end": "end"},
            ScanIndexForward=False,
            Limit=1,
            ConsistentRead=True,
        )
        return answer["Items"][0]["end"]["S"] if answer["Items"] else ""

    def promise(self, segment: Segment) -> None:
        clicks = Counter(click.hour for click in segment.clicks)
        name = promise(segment.shard, segment.previous or START)
        for hour, number in clicks.items():
            item = {**key(promises_of(hour), name), "n": {"N": str(number)}, **life()}
            self._client.put_item(TableName=self._table, Item=item)

    def append(self, segment: Segment, data: bytes) -> bool:
        item = {
            **key(segments_of(segment.shard), segment.previous or START),
            "end": {"S": segment.end},
            "data": {"B": data},
            **life(),
        }
        return taken(
            lambda: self._client.put_item(
                TableName=self._table, Item=item, ConditionExpression="attribute_not_exists(pk)"
            )
        )

    def promises(self, hour: str) -> Mapping[str, int]:
        found = items(
            self._client,
            self._table,
            promises_of(hour),
            first=FIRST_PROMISE,
            last=LAST,
            consistent=True,
        )
        return {item["sk"]["S"]: int(item["n"]["N"]) for item in found}

    def clicks(self, promise: str, part: Part) -> Sequence[Counted] | None:
        shard, _, previous = promise.rpartition("#")
        answer = self._client.get_item(
            TableName=self._table, Key=key(segments_of(shard), previous), ConsistentRead=False
        )
        return unpacked(answer["Item"]["data"]["B"], part=part) if "Item" in answer else None

    def claim(self, part: Part, *, now: datetime) -> bool:
        claimed, until = str(now.timestamp()), str((now + CLAIMED_FOR).timestamp())
        item = {**key(promises_of(part.hour), claim_of(part.number, part.of)), **life()}
        return taken(
            lambda: self._client.put_item(
                TableName=self._table,
                Item={**item, "until": {"N": until}},
                ConditionExpression="attribute_not_exists(pk) OR #until <= :now",
                ExpressionAttributeNames={"#until": "until"},
                ExpressionAttributeValues={":now": {"N": claimed}},
            )
        )

    def rolled_up(self, part: Part) -> frozenset[str]:
        answer = self._client.get_item(
            TableName=self._table,
            Key=key(promises_of(part.hour), done_of(part.number, part.of)),
            ConsistentRead=True,
        )
        if "Item" not in answer:
            return frozenset()
        return frozenset(json.loads(zlib.decompress(answer["Item"]["data"]["B"])))

    def keep_rolled_up(self, part: Part, promises: frozenset[str]) -> None:
        data = zlib.compress(json.dumps(sorted(promises)).encode())
        name = done_of(part.number, part.of)
        item = {**key(promises_of(part.hour), name), "data": {"B": data}, **life()}
        self._client.put_item(TableName=self._table, Item=item)

    def seal(self, hour: str) -> None:
        item = {**key(promises_of(hour), SEALED), **life()}
        self._client.put_item(TableName=self._table, Item=item)

    def due(self) -> Sequence[Due]:
        found = items(self._client, self._table, DUE, first="0", last=LAST, consistent=True)
        return [Due(item["sk"]["S"], item["version"]["S"]) for item in found]

    def mark_due(self, name: str, *, version: str) -> None:
        item = {**key(DUE, name), "version": {"S": version}}
        self._client.put_item(TableName=self._table, Item=item)

    def no_longer_due(self, due: Due) -> None:
        taken(
            lambda: self._client.delete_item(
                TableName=self._table,
                Key=key(DUE, due.name),
                ConditionExpression="version = :seen",
                ExpressionAttributeValues={":seen": {"S": due.version}},
            )
        )
