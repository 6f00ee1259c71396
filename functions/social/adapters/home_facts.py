"""What hydration lacks, from DynamoDB: one BatchGetItem over all tables where 100 keys suffice."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from contracts.tables.social import COUNTS, counts_of, follows_of, reaction, reactions_of
from core.aws_lite import Json, JsonService
from core.errors import Unavailable

from ..facts import Facts, Own, Wanted
from ..model import Counts, Person
from .home_tables import RETRY_AFTER, TableNames, called
from .tweet_items import entry_of

MOST_KEYS = 100
ATTEMPTS = 5
PAUSE = 0.02  # seconds, doubled with each attempt
KINDS = ("like", "retweet", "bookmark")
NEWEST = 50  # own reactions of each kind
COUNTERS = ("likes", "retweets", "replies", "quotes")


class _Key(NamedTuple):
    table: str
    key: tuple[tuple[str, str], ...]

    def json(self) -> Json:
        return {name: {"S": value} for name, value in self.key}


class HomeFacts:
    """``FactTable`` and ``OwnReactions``."""

    def __init__(
        self,
        *,
        dynamodb: JsonService,
        names: TableNames,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._dynamodb, self._names = dynamodb, names
        self._sleep = sleep

    def fetch(self, viewer: str, wanted: Wanted) -> Facts:
        found = self._read(list(self._keys(viewer, wanted)))
        names = self._names
        people = [item for item in found.get(names.people, []) if "username" in item]
        return Facts(
            entries={item["id"]["S"]: entry_of(item) for item in found.get(names.tweets, [])},
            people={item["userId"]["S"]: _person(item) for item in people},
            follows=frozenset(str(item["sk"]["S"]) for item in found.get(names.follows, [])),
            reactions=_reactions(found.get(names.reactions, []), reactions_of(viewer)),
            counts=self._counts(wanted.counts, found.get(names.reactions, [])),
        )

    def own(self, viewer: str) -> Own:
        newest = {kind: self._newest(viewer, kind) for kind in KINDS}
        kinds: dict[str, set[str]] = defaultdict(set)
        for kind, tweets in newest.items():
            for tweet in tweets:
                kinds[tweet].add(kind)
        cut_off = [tweets[-1] for tweets in newest.values() if len(tweets) == NEWEST]
        return Own(
            reactions={tweet: frozenset(its) for tweet, its in kinds.items()},
            floor=max(cut_off, default="0"),
        )

    def _newest(self, viewer: str, kind: str) -> list[str]:
        request: Json = {
            "TableName": self._names.reactions,
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :kind)",
            "ExpressionAttributeValues": {
                ":pk": {"S": reactions_of(viewer)},
                ":kind": {"S": reaction(kind, "")},
            },
            "ProjectionExpression": "sk",
            "ScanIndexForward": False,
            "Limit": NEWEST,
            "ConsistentRead": True,
        }
        items = called(self._dynamodb, "Query", request)["Items"]
        return [str(item["sk"]["S"]).partition("#")[2] for item in items]

    def _keys(self, viewer: str, wanted: Wanted) -> Iterator[_Key]:
        names = self._names
        for entry_id in wanted.entries:
            yield _Key(names.tweets, (("id", entry_id),))
        for user_id in wanted.people:
            yield _Key(names.people, (("userId", user_id),))
        for user_id in wanted.follows:
            yield _Key(names.follows, (("pk", follows_of(viewer)), ("sk", user_id)))
        for tweet_id in wanted.reactions:
            for kind in KINDS:
                sort = reaction(kind, tweet_id)
                yield _Key(names.reactions, (("pk", reactions_of(viewer)), ("sk", sort)))
        for tweet_id in wanted.counts:
            yield _Key(names.reactions, (("pk", counts_of(tweet_id)), ("sk", COUNTS)))

    def _counts(self, wanted: Iterable[str], items: list[Json]) -> dict[str, Counts]:
        """Shard 0 says how many there are; a tweet that many like at once has more."""
        by_pk = {counts_of(tweet): tweet for tweet in wanted}
        own = [item for item in items if item["pk"]["S"] in by_pk]
        more: dict[str, str] = {}
        for item in own:
            tweet = by_pk[item["pk"]["S"]]
            width = int(item.get("shards", {"N": "1"})["N"])
            more |= {counts_of(tweet, shard): tweet for shard in range(1, width)}
        if more:
            keys = [_Key(self._names.reactions, (("pk", pk), ("sk", COUNTS))) for pk in more]
            own += self._read(keys).get(self._names.reactions, [])
        sums: dict[str, dict[str, int]] = {tweet: defaultdict(int) for tweet in by_pk.values()}
        for item in own:
            pk = item["pk"]["S"]
            for name in COUNTERS:
                sums[by_pk.get(pk) or more[pk]][name] += int(item.get(name, {"N": "0"})["N"])
        return {t: Counts(**{n: max(0, its[n]) for n in COUNTERS}) for t, its in sums.items()}

    def _read(self, keys: list[_Key]) -> dict[str, list[Json]]:
        found: dict[str, list[Json]] = defaultdict(list)
        for first in range(0, len(keys), MOST_KEYS):
            asked: dict[str, Any] = {}  # Any: DynamoDB's JSON
            for key in keys[first : first + MOST_KEYS]:
                request = asked.setdefault(key.table, {"Keys": [], "ConsistentRead": False})
                request["Keys"].append(key.json())
            for told_at_once in (self._names.tweets, self._names.follows):  # S3, S6
                if told_at_once in asked:
                    asked[told_at_once]["ConsistentRead"] = True
            self._read_some(asked, found)
        return found

    def _read_some(self, asked: Json, found: dict[str, list[Json]]) -> None:
        for attempt in range(ATTEMPTS):
            answer = called(self._dynamodb, "BatchGetItem", {"RequestItems": asked})
            for table, items in answer["Responses"].items():
                found[table] += items
            asked = answer.get("UnprocessedKeys") or {}
            if not asked:
                return
            # Spreads retries, guards nothing.
            self._sleep(random.uniform(0, PAUSE * 2**attempt))  # noqa: S311
        raise Unavailable(headers=RETRY_AFTER)


def _reactions(items: list[Json], pk: str) -> dict[str, frozenset[str]]:
    kinds: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if item["pk"]["S"] == pk:
            kind, _, tweet = str(item["sk"]["S"]).partition("#")
            kinds[tweet].add(kind)
    return {tweet: frozenset(its) for tweet, its in kinds.items()}


def _person(item: Json) -> Person:
    return Person(
        id=item["userId"]["S"],
        username=item["username"]["S"],
        display_name=item.get("displayName", {}).get("S", ""),
        avatar_url=item.get("avatarUrl", {}).get("S"),
        banned="banned" in item,
    )
