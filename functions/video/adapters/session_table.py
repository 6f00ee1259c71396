"""``Sessions`` on the table ``video-sessions``."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from contracts.tables.video_sessions import (
    OPEN_INDEX,
    OWNER_INDEX,
    SHARDS,
    open_shard,
    places_of,
    session,
)
from core.reading import batch_get, pause
from core.transactions import Failed, written

from ..playback.model import Session
from ..playback.ports import Running
from .session_items import KEPT_SECONDS, item_of, key_of, session_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
SAME_VERSION = "version = :version"


class SessionTable:
    def __init__(self, *, client: "DynamoDBClient", table: str) -> None:
        self._client, self._table = client, table
        self._refused = client.exceptions.ConditionalCheckFailedException

    def find(self, session_id: str) -> Session | None:
        answer = self._client.get_item(
            TableName=self._table, Key=key_of(session_id), ConsistentRead=True
        )
        return session_of(dict(answer["Item"])) if "Item" in answer else None

    def running(self, user_id: str) -> Running:
        answer = self._client.get_item(
            TableName=self._table, Key=_places(user_id), ConsistentRead=True
        )
        ids = frozenset(answer.get("Item", {}).get("sessions", {}).get("SS", []))
        keys = [{"id": session(each)} for each in sorted(ids)]
        items = batch_get(self._client, self._table, keys, consistent=True) if keys else []
        return Running(ids=ids, sessions=tuple(session_of(item) for item in items))

    def start(self, session: Session, *, beside: Running, leaving: Iterable[Session]) -> bool:
        leaving = list(leaving)
        stay = beside.ids & {each.id for each in beside.sessions}
        stay = (stay - {each.id for each in leaving}) | {session.id}
        actions = [
            self._placing(session.owner_id, beside.ids, stay),
            {"Put": self._versioned(session)},
            *(self._losing(each) for each in leaving if not each.ended_at),
        ]
        try:
            if written(self._client, *actions):
                return True
        except Failed:
            return False
        pause(3)
        return False

    def withdraw(self, session: Session) -> None:
        self._client.delete_item(TableName=self._table, Key=key_of(session.id))
        self.leave(session)

    def save(self, session: Session) -> bool:
        return self._taken(lambda: self._client.put_item(**self._versioned(session)))

    def leave(self, session: Session) -> None:
        self._taken(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=_places(session.owner_id),
                UpdateExpression="DELETE sessions :one",
                ConditionExpression="contains(sessions, :id)",
                ExpressionAttributeValues={":one": {"SS": [session.id]}, ":id": {"S": session.id}},
            )
        )

    def settle(self, session: Session) -> None:
        self._taken(
            lambda: self._client.update_item(
                TableName=self._table,
                Key=key_of(session.id),
                UpdateExpression="SET #ttl = :ttl, version = version + :one REMOVE #open",
                ConditionExpression="attribute_exists(id)",
                ExpressionAttributeNames={"#ttl": "ttl", "#open": "open"},
                ExpressionAttributeValues={
                    ":ttl": {"N": str(session.heard_at // 1000 + KEPT_SECONDS)},
                    ":one": {"N": "1"},
                },
            )
        )

    def unheard(self, *, before: int, most: int) -> Sequence[str]:
        found: list[str] = []
        for shard in range(SHARDS):
            answer = self._client.query(
                TableName=self._table,
                IndexName=OPEN_INDEX,
                KeyConditionExpression="#open = :shard AND leaseEnds < :before",
                ExpressionAttributeNames={"#open": "open"},
                ExpressionAttributeValues={
                    ":shard": {"S": open_shard(shard)},
                    ":before": {"N": str(before)},
                },
                Limit=most,
            )
            found += [item["id"]["S"].removeprefix(session("")) for item in answer["Items"]]
        return found

    def forget(self, user_id: str) -> int:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=OWNER_INDEX,
            KeyConditionExpression="ownerId = :owner",
            ExpressionAttributeValues={":owner": {"S": user_id}},
        )
        ids = [item["id"] for page in pages for item in page["Items"]]
        for each in ids:
            self._client.delete_item(TableName=self._table, Key={"id": each})
        self._client.delete_item(TableName=self._table, Key=_places(user_id))
        return len(ids)

    def _placing(self, user_id: str, seen: frozenset[str], stay: frozenset[str]) -> Item:
        values: Item = {":stay": {"SS": sorted(stay)}}
        condition = "attribute_not_exists(sessions)"
        if seen:
            values[":seen"] = {"SS": sorted(seen)}
            condition = "sessions = :seen"
        return {
            "Update": {
                "TableName": self._table,
                "Key": _places(user_id),
                "UpdateExpression": "SET sessions = :stay",
                "ConditionExpression": condition,
                "ExpressionAttributeValues": values,
            }
        }

    def _losing(self, session: Session) -> Item:
        return {
            "Update": {
                "TableName": self._table,
                "Key": key_of(session.id),
                "UpdateExpression": "SET held = :no, version = version + :one",
                "ConditionExpression": SAME_VERSION,
                "ExpressionAttributeValues": {
                    ":no": {"BOOL": False},
                    ":one": {"N": "1"},
                    ":version": {"N": str(session.version)},
                },
            }
        }

    def _versioned(self, session: Session) -> Item:
        condition: Item = {"ConditionExpression": "attribute_not_exists(id)"}
        if session.version:
            condition = {
                "ConditionExpression": SAME_VERSION,
                "ExpressionAttributeValues": {":version": {"N": str(session.version)}},
            }
        return {"TableName": self._table, "Item": item_of(session), **condition}

    def _taken(self, write: Callable[[], object]) -> bool:
        """False if the write's condition did not hold."""
        try:
            write()
        except self._refused:
            return False
        return True


def _places(user_id: str) -> Item:
    return {"id": {"S": places_of(user_id)}}
