"""``learning.rows.Rows``: the whole table ``viewers``, a page after the other.

The one scan there is. A batch that needs every row has no cheaper way: a read unit for 8 KB, some
sixty rows, and no index to keep for it. Nothing that answers a request may do this.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from contracts.tables.video_viewing import COUNT, profiles_of, rated_by, watched_by

from ..model import Maturity
from ..recommending.learning.rows import Rated, Row, Viewer, Watched

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
NAMES = {"#at": "at", "#duration": "duration"}
WANTED = "pk, sk, #at, totalWatchTime, #duration, stars, maturity"
PERSON, WATCH, RATING = profiles_of(""), watched_by(""), rated_by("")


class HistoryScan:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def all(self) -> Iterable[Row]:
        for page in self._client.get_paginator("scan").paginate(
            TableName=self._table, ProjectionExpression=WANTED, ExpressionAttributeNames=NAMES
        ):
            for item in page["Items"]:
                yield from _rows(dict(item))


def _rows(item: Item) -> Iterator[Row]:
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    if pk.startswith(WATCH):
        at = int(item["at"]["N"])
        yield Watched(pk.removeprefix(WATCH), sk, at, _share(item))
    elif pk.startswith(RATING):
        yield Rated(pk.removeprefix(RATING), sk, int(item["stars"]["N"]))
    elif pk.startswith(PERSON) and sk != COUNT and "maturity" in item:
        maturity = cast("Maturity", item["maturity"]["S"])  # nothing else is ever written there
        yield Viewer(sk, pk.removeprefix(PERSON), maturity)


def _share(item: Item) -> float:
    """Of the film that was watched, as far as is known; all of it at most."""
    watched, duration = (
        float(item[name]["N"]) if name in item else 0.0 for name in ("totalWatchTime", "duration")
    )
    return min(1.0, watched / duration) if duration > 0 else 0.5
