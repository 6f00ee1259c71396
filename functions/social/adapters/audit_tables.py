"""Ports of ``auditing``: tables page by page, edges as they are, and the notes between runs.

A scan, and the only one of social: to see everything in turn there is no other way, and nothing
that answers a request does this.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.tables.social import (
    AUDIT,
    AUTHOR_INDEX,
    FOLLOWERS_INDEX,
    QUOTES_INDEX,
    REPLIES_INDEX,
    TARGET_INDEX,
    WIDE_SHARDS,
    counted_in,
    followers_of,
    follows_of,
    person,
    person_of,
    reaction,
)

from ..auditing import Notes, Off
from .counters import CounterShards

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
PAGE = 100
OWN_TWEETS = "attribute_not_exists(retweetOf) AND attribute_not_exists(deletedAt)"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableWalk:
    """``targets_of`` an item: whose counters it is part of, or counts in."""

    client: "DynamoDBClient"
    name: str
    targets_of: Callable[[Item], Iterator[str]]
    most: int = PAGE

    def page(self, place: str | None) -> tuple[Sequence[str], str | None]:
        start: dict[str, Any] = {"ExclusiveStartKey": json.loads(place)} if place else {}
        answer = self.client.scan(TableName=self.name, Limit=self.most, **start)
        found = dict.fromkeys(t for item in answer["Items"] for t in self.targets_of(dict(item)))
        last = answer.get("LastEvaluatedKey")
        return list(found), json.dumps(last) if last else None


def reacted(item: Item) -> Iterator[str]:
    """Of an item of the table ``reactions``: a counter, or an edge to a tweet."""
    counted = counted_in(item["pk"]["S"])
    if counted is not None:
        yield counted
    elif "target" in item:
        yield item["target"]["S"].partition("#")[2]


def followed(item: Item) -> Iterator[str]:
    """Of an item of the table ``follows``."""
    pk = item["pk"]["S"]
    if pk.startswith(follows_of("")):
        yield person(pk.removeprefix(follows_of("")))
        yield person(item["sk"]["S"])


def tweeted(item: Item) -> Iterator[str]:
    """Of an item of the table ``tweets``."""
    yield person(item["authorId"]["S"])
    yield from (item[name]["S"] for name in ("replyToId", "quoteId") if name in item)


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLedger:
    client: "DynamoDBClient"
    counters_of: CounterShards
    tweets: str
    follows: str
    reactions: str
    people: str

    def counters(self, target: str) -> Mapping[str, int]:
        return dict(self.counters_of.totals([target], consistent=True)[target])

    def edges(self, target: str) -> Mapping[str, int] | None:
        user_id = person_of(target)
        return self._of_tweet(target) if user_id is None else self._of_person(user_id)

    def _of_tweet(self, id_: str) -> Mapping[str, int] | None:
        """None of one that was erased: the counters went with it, others' edges did not."""
        if self._item(self.tweets, {"id": {"S": id_}}) is None:
            return None
        by_target = (self.reactions, TARGET_INDEX, "target")
        return {
            "likes": self._number(*by_target, reaction("like", id_)),
            "retweets": self._number(*by_target, reaction("retweet", id_)),
            "replies": self._number(self.tweets, REPLIES_INDEX, "replyToId", id_),
            "quotes": self._number(self.tweets, QUOTES_INDEX, "quoteId", id_),
        }

    def _of_person(self, user_id: str) -> Mapping[str, int] | None:
        known = self._item(self.people, {"userId": {"S": user_id}}) or {}
        if "erasedAt" in known:
            return None
        shards = range(WIDE_SHARDS + 1 if known.get("wide", {}).get("BOOL") else 1)
        by_reverse = (self.follows, FOLLOWERS_INDEX, "reverse")
        own = self._number(self.tweets, AUTHOR_INDEX, "authorId", user_id, only=OWN_TWEETS)
        return {
            "followers": sum(self._number(*by_reverse, followers_of(user_id, n)) for n in shards),
            "following": self._number(self.follows, None, "pk", follows_of(user_id)),
            "tweets": own,
        }

    def _item(self, table: str, key: Item) -> Item | None:
        answer = self.client.get_item(TableName=table, Key=key, ConsistentRead=True)
        return dict(answer["Item"]) if "Item" in answer else None

    def _number(
        self, table: str, index: str | None, key: str, value: str, *, only: str = ""
    ) -> int:
        """How many items a partition has; DynamoDB counts, nothing of them travels."""
        request: dict[str, Any] = {"IndexName": index} if index else {"ConsistentRead": True}
        pages = self.client.get_paginator("query").paginate(
            TableName=table,
            Select="COUNT",
            KeyConditionExpression="#key = :key",
            ExpressionAttributeNames={"#key": key},
            ExpressionAttributeValues={":key": {"S": value}},
            **request | ({"FilterExpression": only} if only else {}),
        )
        return sum(page["Count"] for page in pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleNotebook:
    """An item beside the people, as the counter of ids stands beside the links."""

    client: "DynamoDBClient"
    table: str

    def read(self) -> Notes:
        answer = self.client.get_item(
            TableName=self.table, Key={"userId": {"S": AUDIT}}, ConsistentRead=True
        )
        if "Item" not in answer:
            return Notes()
        notes = json.loads(answer["Item"]["notes"]["S"])
        return Notes(notes["places"], tuple(Off(*each) for each in notes["suspects"]))

    def write(self, notes: Notes) -> None:
        text = {
            "places": dict(notes.places),
            "suspects": [[each.target, each.counter, each.by] for each in notes.suspects],
        }
        item = {"userId": {"S": AUDIT}, "notes": {"S": json.dumps(text)}}
        self.client.put_item(TableName=self.table, Item=item)
