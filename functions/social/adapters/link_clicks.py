"""Clicks of links, read from what the links system counts (``contracts.tables.links_clicks``).

That system owns the items and their form; a contract test holds this reader to the total that its
own statistics give. An hour's number is the stored one or the live one, whichever saw more; a day's
is its own or its hours', whichever was computed from more.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from contracts.tables.links_clicks import SEALED, day_sort, hour_sort, promises_of, statistics_of
from core.cache import Cache, CacheDown
from core.clock import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
OPEN_HOURS = 3
OPEN_DAYS = 4
LAST = "~"
PEOPLE = "h"  # the field of a live hour


@dataclass(frozen=True, slots=True)
class _Stored:
    weight: int = 0
    people: int = 0
    again: int = 0


class LinkClicks:
    """``linking.clicks.ClickCounts``."""

    def __init__(self, *, client: "DynamoDBClient", table: str, cache: Cache, clock: Clock) -> None:
        self._client, self._table, self._cache, self._clock = client, table, cache, clock

    def of(self, short_urls: Iterable[str]) -> Mapping[str, int]:
        now = self._clock.now()
        live = self._open(now)
        return {url: self._total(url.rpartition("/")[2], now, live) for url in short_urls}

    def _open(self, now: datetime) -> list[str]:
        """Hours that are not rolled up for good."""
        latest = [f"{now - timedelta(hours=n):%Y-%m-%dT%H}" for n in range(OPEN_HOURS)]
        return [hour for hour in latest if hour == latest[0] or not self._sealed(hour)]

    def _sealed(self, hour: str) -> bool:
        key = {"pk": {"S": promises_of(hour)}, "sk": {"S": SEALED}}
        return "Item" in self._client.get_item(TableName=self._table, Key=key)

    def _total(self, code: str, now: datetime, live: Iterable[str]) -> int:
        first = f"{now - timedelta(days=OPEN_DAYS - 1):%Y-%m-%d}T00"
        hours = self._stored(code, hour_sort(""), hour_sort(first), hour_sort(LAST))
        people = {hour: stored.people for hour, stored in hours.items()}
        for hour, seen in self._live(code, live).items():
            stored = hours.get(hour, _Stored())
            people[hour] = max(stored.people, seen - stored.again)
        days = self._stored(code, day_sort(""), day_sort(""), day_sort(LAST))
        total = {day: stored.people for day, stored in days.items()}
        by_day: dict[str, list[str]] = defaultdict(list)
        for hour in people:
            by_day[hour[:10]].append(hour)
        for day, its in by_day.items():
            weight = sum(hours[hour].weight for hour in its if hour in hours)
            if day not in days or weight > days[day].weight:
                total[day] = sum(people[hour] for hour in its)
        return sum(total.values())

    def _live(self, code: str, hours: Iterable[str]) -> Mapping[str, int]:
        """Without the cache there is no live part, as in the links' own statistics."""
        try:
            found = {h: self._cache.get_hash(f"live:{{{code}}}:{h}") for h in hours}
        except CacheDown:
            return {}
        return {hour: int(fields.get(PEOPLE, 0)) for hour, fields in found.items() if fields}

    def _stored(self, code: str, prefix: str, first: str, last: str) -> Mapping[str, _Stored]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues={
                ":pk": {"S": statistics_of(code)},
                ":first": {"S": first},
                ":last": {"S": last},
            },
        )
        items = (dict(item) for page in pages for item in page["Items"])
        return {item["sk"]["S"].removeprefix(prefix): _stored(item) for item in items}


def _stored(item: Item) -> _Stored:
    again = _people(item["again"]["B"]) if "again" in item else 0
    return _Stored(int(item["w"]["N"]), _people(item["data"]["B"]), again)


def _people(data: bytes) -> int:
    """The first of a tally's fields."""
    return int(json.loads(zlib.decompress(data))[0])
