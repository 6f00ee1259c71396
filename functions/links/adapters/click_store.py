"""Statistics of links in DynamoDB: hours and days."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING

from contracts.tables.links_clicks import (
    AUDIT,
    AUDITED,
    GONE,
    SEALED,
    changes_of,
    day_sort,
    hour_sort,
    promises_of,
    statistics_of,
)

from ..counting.rollup import Changes, Weighed
from ..counting.tallies import Tally, decoded, encoded
from .click_items import Item, items, key, life, taken

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

AT_ONCE = 8  # requests; a client has ten connections
WAITING = 1_000  # tallies handed to the pool at a time
CODES_PER_ITEM = 500  # few, so that a day's items go one after the other as its codes are done
FIRST, LAST = "!", "~"


class DynamoClicks:
    """``rollup.StatisticsStore``, ``stats.StatisticsReader`` and ``ports.Statistics``."""

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def put_hours(self, hour: str, tallies: Iterable[tuple[str, Weighed]]) -> None:
        gone = self.forgotten()
        wanted = (entry for entry in tallies if entry[0] not in gone)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while some := list(islice(wanted, WAITING)):
                list(pool.map(lambda entry: self._put_hour(hour, *entry), some))

    def _put_hour(self, hour: str, code: str, weighed: Weighed) -> None:
        self._put({**key(statistics_of(code), hour_sort(hour)), **life()}, weighed)

    def _put(self, item: Item, weighed: Weighed) -> None:
        """If it outweighs what is stored."""
        weight = {"N": str(weighed.weight)}
        if weighed.again.humans or weighed.again.bots:
            item = {**item, "again": {"B": encoded(weighed.again)}}
        taken(
            lambda: self._client.put_item(
                TableName=self._table,
                Item={**item, "w": weight, "data": {"B": encoded(weighed.tally)}},
                ConditionExpression="attribute_not_exists(w) OR w < :w",
                ExpressionAttributeValues={":w": weight},
            )
        )

    def hours(
        self, code: str, *, first: str, last: str, consistent: bool = True
    ) -> Mapping[str, Weighed]:
        found = items(
            self._client,
            self._table,
            statistics_of(code),
            first=hour_sort(first),
            last=hour_sort(last),
            consistent=consistent,
        )
        return {item["sk"]["S"].removeprefix(hour_sort("")): _weighed(item) for item in found}

    def put_day(self, code: str, date: str, day: Weighed) -> None:
        self._put(key(statistics_of(code), day_sort(date)), day)

    def days(self, code: str) -> Mapping[str, Weighed]:
        """Every day that was rolled up, by its date."""
        found = items(
            self._client,
            self._table,
            statistics_of(code),
            first=day_sort(""),
            last=day_sort(LAST),
            consistent=False,
        )
        return {item["sk"]["S"].removeprefix(day_sort("")): _weighed(item) for item in found}

    def sealed(self, hour: str) -> bool:
        answer = self._client.get_item(
            TableName=self._table, Key=key(promises_of(hour), SEALED), ConsistentRead=False
        )
        return "Item" in answer

    def note_changes(self, date: str, codes: Sequence[str], *, name: str) -> None:
        for start in range(0, len(codes), CODES_PER_ITEM):
            data = zlib.compress(" ".join(codes[start : start + CODES_PER_ITEM]).encode())
            item = {**key(changes_of(date), f"{name}#{start}"), "data": {"B": data}, **life()}
            self._client.put_item(TableName=self._table, Item=item)

    def changes(self, date: str) -> Changes:
        """Without codes that were erased: an hour of theirs may have been on its way meanwhile."""
        codes: set[str] = set()
        last = {}
        for item in self._all(changes_of(date), consistent=True):
            noted = zlib.decompress(item["data"]["B"]).decode().split(" ")
            codes.update(noted)
            last[item["sk"]["S"]] = noted[-1]
        return Changes(frozenset(codes) - self.forgotten(), last)

    def forget_changes(self, date: str, names: Iterable[str]) -> None:
        for name in names:
            self._client.delete_item(TableName=self._table, Key=key(changes_of(date), name))

    def forget(self, code: str) -> None:
        """For good: a click of it that is still on its way is not counted any more."""
        self._client.put_item(TableName=self._table, Item={**key(GONE, code), **life()})
        for item in self._all(statistics_of(code), consistent=True):
            self._client.delete_item(
                TableName=self._table, Key={"pk": item["pk"], "sk": item["sk"]}
            )

    def forgotten(self) -> frozenset[str]:
        return frozenset(item["sk"]["S"] for item in self._all(GONE, consistent=True))

    def _all(self, pk: str, *, consistent: bool) -> Iterable[Item]:
        return items(self._client, self._table, pk, first=FIRST, last=LAST, consistent=consistent)


class AuditPlace:
    """``auditing.Place``."""

    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def read(self) -> str:
        answer = self._client.get_item(
            TableName=self._table, Key=key(AUDIT, AUDITED), ConsistentRead=True
        )
        return answer["Item"]["hour"]["S"] if "Item" in answer else ""

    def write(self, hour: str) -> None:
        self._client.put_item(
            TableName=self._table, Item={**key(AUDIT, AUDITED), "hour": {"S": hour}}
        )


def _weighed(item: Item) -> Weighed:
    tally = decoded(item["data"]["B"])
    again = decoded(item["again"]["B"]) if "again" in item else Tally()
    return Weighed(int(item["w"]["N"]), tally, again)
