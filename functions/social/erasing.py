"""What is left of somebody in social when they are gone: that there was somebody.

Tweets, retweets, reactions, follows, blocks, mutes of and by them, uploads, reports and their
profile go. Answers kept for repeated requests end after a day; backups and the stream of changes
with their retention.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, get_args

from core.clock import Clock
from core.reports import ReportQueue

from .ids import ms
from .model import Entry, Kind, Person, Row
from .ports import Bell, Graph, Linked, Reactions, Remembered, Tweets

T = TypeVar("T")

AT_ONCE = 100


class Erasable(Protocol):
    """What only erasure does: no tombstone, and lists nobody else asks for."""

    def forget_entry(self, entry_id: str) -> None: ...

    def forget_counts(self, tweet_id: str) -> None: ...

    def forget_person_counts(self, user_id: str) -> None: ...

    def reacted(
        self, user_id: str, kind: Kind, *, before: str | None, most: int
    ) -> Sequence[str]: ...

    def muters(self, user_id: str) -> Iterable[str]: ...

    def bury_person(self, user_id: str, *, at: int) -> None: ...


class Cleared(Protocol):
    """What somebody uploaded."""

    def empty(self, owner_id: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Eraser:
    tweets: Tweets
    reactions: Reactions
    graph: Graph
    erasable: Erasable
    media: Cleared
    tweet_reports: ReportQueue
    user_reports: ReportQueue
    remembered: Remembered
    bell: Bell
    clock: Clock

    def erase(self, user_id: str) -> int:
        """How many entries went. A run that was cut goes on where it stopped."""
        self.erasable.bury_person(user_id, at=ms(self.clock))  # lists stop showing them first
        self.bell.ring([user_id], "goodbye")
        entries = sum(1 for row in self._entries(user_id) if self._erase_entry(row))
        self._erase_reactions(user_id)
        self._erase_relations(user_id)
        self.media.empty(user_id)
        self.user_reports.remove(user_id)
        self.erasable.forget_person_counts(user_id)
        self.remembered.forget_relations(user_id)
        return entries

    def _erase_entry(self, row: Row) -> bool:
        """Counted nowhere first, then gone."""
        now = ms(self.clock)
        if row.retweet_of:
            self.reactions.remove(row.author_id, row.retweet_of, "retweet", at=now)
        else:
            entry = self.tweets.find(row.id)
            if entry is not None and entry.deleted_at is None:
                self.tweets.bury(entry, at=now)
        self.remembered.put(Entry(id=row.id, author_id=row.author_id, at=now, deleted_at=now))
        self.tweet_reports.remove(row.id)
        self.erasable.forget_counts(row.id)
        self.erasable.forget_entry(row.id)
        return True

    def _erase_reactions(self, user_id: str) -> None:
        kind: Kind
        for kind in get_args(Kind):
            ids = _all(
                lambda at, kind=kind: self.erasable.reacted(  # type: ignore[misc]  # binds the loop's value
                    user_id, kind, before=at, most=AT_ONCE
                ),
                lambda tweet_id: tweet_id,
            )
            for tweet_id in ids:
                self.reactions.remove(user_id, tweet_id, kind, at=ms(self.clock))

    def _erase_relations(self, user_id: str) -> None:
        for other in self.graph.followees(user_id):
            self.graph.unfollow(user_id, other)
        for other in list(self._followers(user_id)):
            self.graph.unfollow(other, user_id)
        relations = self.graph.relations(user_id)
        for other in relations.blocks:
            self.graph.unblock(user_id, other)
        for other in relations.blocked_by:
            self.graph.unblock(other, user_id)
        for other in relations.mutes:
            self.graph.unmute(user_id, other)
        for other in list(self.erasable.muters(user_id)):
            self.graph.unmute(other, user_id)

    def _entries(self, user_id: str) -> Iterator[Row]:
        return _all(
            lambda at: self.tweets.by_author(user_id, before=at, most=AT_ONCE), lambda row: row.id
        )

    def _followers(self, user_id: str) -> Iterator[str]:
        everywhere = Person(id=user_id, username="", wide=True)
        links: Iterator[Linked] = _all(
            lambda at: self.graph.followers(everywhere, after=at, most=AT_ONCE),
            lambda linked: linked.position,
        )
        return (linked.user_id for linked in links)


def _all(read: Callable[[str | None], Sequence[T]], position: Callable[[T], str]) -> Iterator[T]:
    rows = read(None)
    while rows:
        yield from rows
        rows = read(position(rows[-1])) if len(rows) >= AT_ONCE else ()
