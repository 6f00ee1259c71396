"""``Reactions`` and ``TweetCounts`` on the table ``reactions``; a retweet's entry on ``tweets``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

from contracts.tables.social import TARGET_INDEX, person, reaction, reactions_of
from core.batch_get import batch_get
from core.transactions import Failed

from ..errors import IdTaken
from ..model import Counts, Entry, Kind, PersonCounts, Reaction
from ..ports import Linked
from .counters import Change, CounterShards
from .tweet_table import DynamoTweets

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = dict[str, Any]  # DynamoDB's JSON
KINDS: tuple[Kind, ...] = get_args(Kind)
COUNTED: Mapping[Kind, str] = {"like": "likes", "retweet": "retweets"}


class DynamoReactions:
    def __init__(
        self,
        *,
        client: "DynamoDBClient",
        table: str,
        counters: CounterShards,
        tweets: DynamoTweets,
    ) -> None:
        self._client, self._table = client, table
        self._counters, self._tweets = counters, tweets

    def add(self, reaction_: Reaction, *, retweet: Entry | None = None) -> bool:
        edge = {
            "Put": {
                "TableName": self._table,
                "Item": _item(reaction_),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }
        entry = [self._tweets.put(retweet)] if retweet else []
        try:
            self._counters.write([edge, *entry], _change(reaction_, 1))
        except Failed as failed:
            if failed.at(0):
                return False
            raise IdTaken from failed
        return True

    def remove(self, user_id: str, tweet_id: str, kind: Kind, *, at: int) -> Reaction | None:
        found = self._find(user_id, tweet_id, kind)
        if found is None:
            return None
        edge: Item = {
            "Delete": {
                "TableName": self._table,
                "Key": _key(user_id, tweet_id, kind),
                "ConditionExpression": "attribute_exists(pk)",
            }
        }
        if found.entry_id:  # the very retweet that was read: it may have been undone and made again
            edge["Delete"]["ConditionExpression"] = "entryId = :entry"
            edge["Delete"]["ExpressionAttributeValues"] = {":entry": {"S": found.entry_id}}
        entry = [self._tweets.burial(found.entry_id, at)] if found.entry_id else []
        try:
            self._counters.write([edge, *entry], _change(found, -1))
        except Failed:
            return None
        return found

    def of(self, user_id: str, tweet_ids: Iterable[str]) -> Mapping[str, frozenset[Kind]]:
        wanted = list(dict.fromkeys(tweet_ids))
        keys = [
            {"pk": reactions_of(user_id), "sk": reaction(kind, tweet_id)}
            for tweet_id in wanted
            for kind in KINDS
        ]
        items = batch_get(self._client, self._table, keys, consistent=True) if keys else []
        there = {item["sk"]["S"] for item in items}
        found: dict[str, frozenset[Kind]] = {}
        for tweet_id in wanted:
            found[tweet_id] = frozenset(k for k in KINDS if reaction(k, tweet_id) in there)
        return found

    def reactors(
        self, tweet_id: str, kind: Kind, *, after: str | None, most: int
    ) -> Sequence[Linked]:
        start: dict[str, Any] = {}
        target = reaction(kind, tweet_id)
        if after is not None:
            at, _, user_id = after.partition("#")
            start["ExclusiveStartKey"] = {
                **_key(user_id, tweet_id, kind),
                "target": {"S": target},
                "at": {"N": at},
            }
        answer = self._client.query(
            TableName=self._table,
            IndexName=TARGET_INDEX,
            KeyConditionExpression="target = :target",
            ExpressionAttributeValues={":target": {"S": target}},
            ScanIndexForward=False,
            Limit=most,
            **start,
        )
        found = []
        for item in answer["Items"]:
            user_id = item["pk"]["S"].partition("#")[2]
            found.append(Linked(user_id, f"{item['at']['N']}#{user_id}"))
        return found

    def bookmarks(self, user_id: str, *, before: str | None, most: int) -> Sequence[str]:
        return self.ids(user_id, "bookmark", before=before, most=most)

    def ids(self, user_id: str, kind: Kind, *, before: str | None, most: int) -> Sequence[str]:
        """Tweets somebody reacted to in that way, newest tweets first."""
        top = reaction(kind, before) if before else reaction(kind, "~")
        answer = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :top",
            ExpressionAttributeValues={
                ":pk": {"S": reactions_of(user_id)},
                ":low": {"S": reaction(kind, "")},
                ":top": {"S": top},
            },
            ScanIndexForward=False,
            ConsistentRead=True,
            Limit=most + 1,
        )
        ids = [item["sk"]["S"].partition("#")[2] for item in answer["Items"]]
        return [each for each in ids if each != before][:most]

    def _find(self, user_id: str, tweet_id: str, kind: Kind) -> Reaction | None:
        answer = self._client.get_item(
            TableName=self._table, Key=_key(user_id, tweet_id, kind), ConsistentRead=True
        )
        item = answer.get("Item")
        if item is None:
            return None
        return Reaction(
            user_id=user_id,
            tweet_id=tweet_id,
            kind=kind,
            at=int(item["at"]["N"]),
            entry_id=item["entryId"]["S"] if "entryId" in item else "",
        )


class DynamoCounts:
    def __init__(self, *, counters: CounterShards) -> None:
        self._counters = counters

    def exact(self, tweet_id: str) -> Counts:
        return Counts(**self._counters.sums([tweet_id], consistent=True)[tweet_id])

    def of(self, tweet_ids: Iterable[str]) -> Mapping[str, Counts]:
        sums = self._counters.sums(tweet_ids, consistent=False)
        return {tweet_id: Counts(**counted) for tweet_id, counted in sums.items()}

    def of_person(self, user_id: str) -> PersonCounts:
        target = person(user_id)
        return PersonCounts(**self._counters.sums([target], consistent=True)[target])


def _item(reaction_: Reaction) -> Item:
    item: Item = {
        **_key(reaction_.user_id, reaction_.tweet_id, reaction_.kind),
        "at": {"N": str(reaction_.at)},
    }
    if reaction_.kind in COUNTED:
        item["target"] = {"S": reaction(reaction_.kind, reaction_.tweet_id)}
    if reaction_.entry_id:
        item["entryId"] = {"S": reaction_.entry_id}
    return item


def _change(reaction_: Reaction, by: int) -> list[Change]:
    """Bookmarks are nobody else's business and are not counted."""
    name = COUNTED.get(reaction_.kind)
    return [Change(reaction_.tweet_id, {name: by})] if name else []


def _key(user_id: str, tweet_id: str, kind: Kind) -> Item:
    return {"pk": {"S": reactions_of(user_id)}, "sk": {"S": reaction(kind, tweet_id)}}
