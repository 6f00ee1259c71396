"""``Tweets`` on the table ``tweets``, counted in ``reactions``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from contracts.tables.social import AUTHOR_INDEX, QUOTES_INDEX, REPLIES_INDEX, person
from core.reading import batch_get
from core.transactions import Failed

from ..errors import IdTaken
from ..model import Entry, Row
from .counters import Change, CounterShards
from .tweet_items import CONTENT, entry_of, item_of, links_item, row_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON


class DynamoTweets:
    def __init__(self, *, client: "DynamoDBClient", table: str, counters: CounterShards) -> None:
        self._client, self._table, self._counters = client, table, counters

    def find(self, entry_id: str) -> Entry | None:
        answer = self._client.get_item(
            TableName=self._table, Key={"id": {"S": entry_id}}, ConsistentRead=True
        )
        item = answer.get("Item")
        return None if item is None else entry_of(dict(item))

    def find_many(self, entry_ids: Iterable[str]) -> Mapping[str, Entry]:
        keys = [{"id": entry_id} for entry_id in entry_ids]
        items = batch_get(self._client, self._table, keys, consistent=True) if keys else []
        return {item["id"]["S"]: entry_of(item) for item in items}

    def post(self, entry: Entry) -> None:
        try:
            self._counters.write([self.put(entry)], _counted(entry, 1))
        except Failed as failed:
            raise IdTaken from failed

    def bury(self, entry: Entry, *, at: int) -> bool:
        try:
            self._counters.write([self.burial(entry.id, at)], _counted(entry, -1))
        except Failed:
            return False
        return True

    def put(self, entry: Entry) -> Item:
        """The part of a transaction that stores an entry under an id nobody has."""
        return {
            "Put": {
                "TableName": self._table,
                "Item": item_of(entry),
                "ConditionExpression": "attribute_not_exists(id)",
            }
        }

    def burial(self, entry_id: str, at: int) -> Item:
        """The part of a transaction that makes a living entry its tombstone."""
        names = {f"#{n}": name for n, name in enumerate(CONTENT)}
        return {
            "Update": {
                "TableName": self._table,
                "Key": {"id": {"S": entry_id}},
                "UpdateExpression": "SET deletedAt = :at ADD version :one REMOVE "
                + ", ".join(names),
                "ConditionExpression": "attribute_exists(id) AND attribute_not_exists(deletedAt)",
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": {":at": {"N": str(at)}, ":one": {"N": "1"}},
            }
        }

    def add_links(self, entry_id: str, links: Mapping[str, str]) -> bool:
        """False where the tweet is gone or has its links."""
        try:
            self._client.update_item(
                TableName=self._table,
                Key={"id": {"S": entry_id}},
                UpdateExpression="SET links = :links ADD version :one",
                ConditionExpression="attribute_exists(id) AND attribute_not_exists(deletedAt)"
                " AND attribute_not_exists(links)",
                ExpressionAttributeValues={":links": links_item(links), ":one": {"N": "1"}},
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def judge(self, entry_id: str, *, banned_at: int | None) -> Entry | None:
        change = "REMOVE bannedAt" if banned_at is None else "SET bannedAt = :at"
        values: Item = {":one": {"N": "1"}}
        if banned_at is not None:
            values[":at"] = {"N": str(banned_at)}
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key={"id": {"S": entry_id}},
                UpdateExpression=f"{change} ADD version :one",
                ConditionExpression="attribute_exists(id) AND attribute_not_exists(deletedAt)"
                " AND attribute_not_exists(retweetOf)",
                ExpressionAttributeValues=values,
                ReturnValues="ALL_NEW",
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return None
        return entry_of(dict(answer["Attributes"]))

    def forget(self, entry_id: str) -> None:
        """Erasure leaves no tombstone."""
        self._client.delete_item(TableName=self._table, Key={"id": {"S": entry_id}})

    def by_author(self, author_id: str, *, before: str | None, most: int) -> Sequence[Row]:
        return self._query(AUTHOR_INDEX, "authorId", author_id, before, most, newest_first=True)

    def replies_to(self, tweet_id: str, *, after: str | None, most: int) -> Sequence[Row]:
        return self._query(REPLIES_INDEX, "replyToId", tweet_id, after, most, newest_first=False)

    def quotes_of(self, tweet_id: str, *, before: str | None, most: int) -> Sequence[Row]:
        return self._query(QUOTES_INDEX, "quoteId", tweet_id, before, most, newest_first=True)

    def _query(
        self, index: str, key: str, value: str, bound: str | None, most: int, *, newest_first: bool
    ) -> Sequence[Row]:
        values: Item = {":key": {"S": value}}
        condition = f"{key} = :key"
        if bound is not None:
            values[":bound"] = {"S": bound}
            condition += f" AND id {'<' if newest_first else '>'} :bound"
        answer = self._client.query(
            TableName=self._table,
            IndexName=index,
            KeyConditionExpression=condition,
            ExpressionAttributeValues=values,
            ScanIndexForward=not newest_first,
            Limit=most,
        )
        return [row_of(dict(item)) for item in answer["Items"]]


def _counted(entry: Entry, by: int) -> list[Change]:
    """Where a tweet counts: for its author, for what it answers and for what it quotes."""
    amounts: dict[str, dict[str, int]] = {person(entry.author_id): {"tweets": by}}
    if entry.reply_to_id:
        amounts.setdefault(entry.reply_to_id, {})["replies"] = by
    if entry.quote_id:
        amounts.setdefault(entry.quote_id, {})["quotes"] = by
    return [Change(target, counted) for target, counted in amounts.items()]
