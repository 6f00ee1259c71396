"""``Erasable``: what the other adapters can do, but only for erasure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.tables.social import person

from ..model import Kind
from .counters import CounterShards
from .follow_table import DynamoGraph
from .people_table import CopiedPeople
from .reaction_table import DynamoReactions
from .tweet_table import DynamoTweets


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    tweets: DynamoTweets
    reactions: DynamoReactions
    graph: DynamoGraph
    people: CopiedPeople
    counters: CounterShards

    def forget_entry(self, entry_id: str) -> None:
        self.tweets.forget(entry_id)

    def forget_counts(self, tweet_id: str) -> None:
        self.counters.forget(tweet_id)

    def forget_person_counts(self, user_id: str) -> None:
        self.counters.forget(person(user_id))

    def reacted(self, user_id: str, kind: Kind, *, before: str | None, most: int) -> Sequence[str]:
        return self.reactions.ids(user_id, kind, before=before, most=most)

    def muters(self, user_id: str) -> Iterable[str]:
        return self.graph.muters(user_id)

    def bury_person(self, user_id: str, *, at: int) -> None:
        self.people.bury(user_id, at=at)
