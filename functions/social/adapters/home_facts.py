"""What hydration lacks, from DynamoDB: one BatchGetItem over all tables where 100 keys suffice."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from contracts.tables.social import COUNTS, counts_of, follows_of, reaction, reactions_of
from core.aws_lite import Json, JsonService
from core.errors import Unavailable

from ..facts import Facts, Wanted
from ..model import Counts, Person
from .home_tables import RETRY_AFTER, TableNames, called
from .tweet_items import entry_of

MOST_KEYS = 100
ATTEMPTS = 5
PAUSE = 0.02  # seconds, doubled with each attempt
KINDS = ("like", "retweet", "bookmark")
PERSON_KEPT = 60.0  # seconds in this sandbox
MOST_KEPT = 10_000
COUNTERS = ("likes", "retweets", "replies", "quotes")


class _Key(NamedTuple):
    table: str
    key: tuple[tuple[str, str], ...]

    def json(self) -> Json:
        return {name: {"S": value} for name, value in self.key}


class HomeFacts:
    """``ports.FactTable``. People are remembered for a minute: every page shows the same few."""

    def __init__(
        self,
        *,
        dynamodb: JsonService,
        names: TableNames,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._dynamodb, self._names = dynamodb, names
        self._clock, self._sleep = clock, sleep
        self._people: dict[str, tuple[float, Person]] = {}

    def fetch(self, viewer: str, wanted: Wanted) -> Facts:
        people = self._remembered(wanted.people)
        keys = list(self._keys(viewer, wanted, wanted.people - people.keys()))
        found = self._read(keys)
        names = self._names
        people |= self._learnt(found.get(names.people, []))
        return Facts(
            entries={item["id"]["S"]: entry_of(item) for item in found.get(names.tweets, [])},
            people=people,
            follows=frozenset(str(item["sk"]["S"]) for item in found.get(names.follows, [])),
            reactions=_reactions(found.get(names.reactions, []), reactions_of(viewer)),
            counts=self._counts(wanted.counts, found.get(names.reactions, [])),
        )

    def _keys(self, viewer: str, wanted: Wanted, people: Iterable[str]) -> Iterator[_Key]:
        names = self._names
        for entry_id in wanted.entries:
            yield _Key(names.tweets, (("id", entry_id),))
        for user_id in people:
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

    def _remembered(self, user_ids: Iterable[str]) -> dict[str, Person]:
        now = self._clock()
        known = {user: self._people[user] for user in user_ids if user in self._people}
        return {user: person for user, (until, person) in known.items() if now < until}

    def _learnt(self, items: list[Json]) -> dict[str, Person]:
        if len(self._people) > MOST_KEPT:
            self._people.clear()
        until = self._clock() + PERSON_KEPT
        people = {item["userId"]["S"]: _person(item) for item in items if "username" in item}
        self._people |= {user: (until, person) for user, person in people.items()}
        return people

    def _read(self, keys: list[_Key]) -> dict[str, list[Json]]:
        found: dict[str, list[Json]] = defaultdict(list)
        for first in range(0, len(keys), MOST_KEYS):
            asked: dict[str, Any] = {}  # Any: DynamoDB's JSON
            for key in keys[first : first + MOST_KEYS]:
                request = asked.setdefault(key.table, {"Keys": [], "ConsistentRead": False})
                request["Keys"].append(key.json())
            if self._names.tweets in asked:  # a deletion is seen at once (S3)
                asked[self._names.tweets]["ConsistentRead"] = True
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
    )
