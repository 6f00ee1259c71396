"""``Shelves`` and ``Listings`` of the catalogue in DynamoDB."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from contracts.tables.video_catalogue import GENRES, SHELVED, genre_row, of_video
from core.reading import pause
from core.transactions import Failed, written

from ..catalogue.places import GenreOf, Place
from ..catalogue.ports import NOTHING, GenreCount, Shelved
from ..model import Maturity

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
ATTEMPTS = 5


class CatalogueTable:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table

    def shelved(self, video_id: str) -> Shelved:
        answer = self._client.get_item(
            TableName=self._table, Key=_key(of_video(video_id), SHELVED), ConsistentRead=True
        )
        return _shelved(dict(answer["Item"])) if "Item" in answer else NOTHING

    def reshelve(self, video_id: str, *, before: Shelved, after: Shelved) -> bool:
        actions = [
            self._kept(video_id, before, after),
            *(self._off(place) for place in sorted(before.places - after.places, key=str)),
            *(self._on(place, video_id) for place in sorted(after.places - before.places, key=str)),
            *self._counted(before, after),
        ]
        for attempt in range(ATTEMPTS):
            try:
                if written(self._client, *actions):
                    return True
            except Failed:
                return False
            pause(attempt)  # others count the same genre
        return False

    def page(
        self, partition: str, *, after: str | None, ascending: bool, most: int
    ) -> Sequence[tuple[str, str]]:
        values: Item = {":shelf": {"S": partition}}
        condition = "pk = :shelf"
        if after is not None:
            values[":after"] = {"S": after}
            condition += " AND sk > :after" if ascending else " AND sk < :after"
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ScanIndexForward=ascending,
            Limit=most,
        )
        return [(item["sk"]["S"], item["video"]["S"]) for item in answer["Items"]]

    def genres(self) -> Iterable[GenreCount]:
        """As many as a page of a query holds: some ten thousand."""
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :genres",
            ExpressionAttributeValues={":genres": {"S": GENRES}},
        )
        return [_count(dict(item)) for item in answer["Items"]]

    def _kept(self, video_id: str, before: Shelved, after: Shelved) -> Item:
        put: Item = {
            "TableName": self._table,
            "Item": {**_key(of_video(video_id), SHELVED), **_item(after)},
            "ConditionExpression": "attribute_not_exists(pk)",
        }
        if before.version:
            put["ConditionExpression"] = "version = :before"
            put["ExpressionAttributeValues"] = {":before": {"N": str(before.version)}}
        return {"Put": put}

    def _on(self, place: Place, video_id: str) -> Item:
        item = {**_key(place.partition, place.key), "video": {"S": video_id}}
        return {"Put": {"TableName": self._table, "Item": item}}

    def _off(self, place: Place) -> Item:
        return {"Delete": {"TableName": self._table, "Key": _key(place.partition, place.key)}}

    def _counted(self, before: Shelved, after: Shelved) -> Iterator[Item]:
        was, is_ = _genre_rows(before), _genre_rows(after)
        for row in sorted(was.keys() ^ is_.keys()):
            yield {
                "Update": {
                    "TableName": self._table,
                    "Key": _key(GENRES, row),
                    "UpdateExpression": "ADD videos :by SET #name = :name",
                    "ExpressionAttributeNames": {"#name": "name"},
                    "ExpressionAttributeValues": {
                        ":by": {"N": "1" if row in is_ else "-1"},
                        ":name": {"S": is_.get(row) or was[row]},
                    },
                }
            }


def _genre_rows(shelved: Shelved) -> dict[str, str]:
    if not shelved.keys:
        return {}
    return {genre_row(shelved.maturity, each.folded): each.name for each in shelved.genres}


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _item(shelved: Shelved) -> Item:
    genres = {genre.folded: {"S": genre.name} for genre in shelved.genres}
    return {
        "version": {"N": str(shelved.version)},
        "maturity": {"S": shelved.maturity},
        "genres": {"M": genres},
        "keys": {"L": [{"S": key} for key in shelved.keys]},
        "number": {"N": str(shelved.number)},
        "indexed": {"N": str(shelved.indexed)},
        "stale": {"L": [{"N": str(each)} for each in sorted(shelved.stale)]},
    }


def _shelved(item: Item) -> Shelved:
    genres = item["genres"]["M"]
    return Shelved(
        version=int(item["version"]["N"]),
        maturity=cast("Maturity", item["maturity"]["S"]),  # nothing else is ever written there
        genres=tuple(GenreOf(folded=key, name=genres[key]["S"]) for key in sorted(genres)),
        keys=tuple(each["S"] for each in item["keys"]["L"]),
        number=int(item["number"]["N"]),
        indexed=int(item["indexed"]["N"]),
        stale=frozenset(int(each["N"]) for each in item["stale"]["L"]),
    )


def _count(item: Item) -> GenreCount:
    maturity, _, genre = item["sk"]["S"].partition("#")
    return GenreCount(
        folded=genre,
        name=item["name"]["S"],
        maturity=cast("Maturity", maturity),
        videos=int(item["videos"]["N"]),
    )
