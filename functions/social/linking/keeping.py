"""What links answered, put on the tweet: once, and never on one that was deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from core.clock import Clock

from ..ids import ms
from ..model import Entry


class LinkedTweets(Protocol):
    def find(self, entry_id: str) -> Entry | None:
        """Tombstones too; strongly consistent."""
        ...

    def add_links(self, entry_id: str, links: Mapping[str, str]) -> bool:
        """False where the tweet is gone or has its links."""
        ...


class Copies(Protocol):
    def put(self, entry: Entry) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkKeeper:
    tweets: LinkedTweets
    copies: Copies
    clock: Clock

    def keep(self, tweet_id: str, links: Mapping[str, str]) -> None:
        """Table, then cache; read again, so that a deletion meanwhile stays one (S3).

        The cache is written also where the table was already: the time before may have been cut.
        """
        self.tweets.add_links(tweet_id, links)
        entry = self._standing(tweet_id)
        self.copies.put(entry)
        if entry.deleted_at is None:
            again = self._standing(tweet_id)
            if again.deleted_at is not None:
                self.copies.put(again)

    def _standing(self, tweet_id: str) -> Entry:
        """What is erased is a tombstone of nobody's."""
        now = ms(self.clock)
        gone = Entry(id=tweet_id, author_id="", at=now, deleted_at=now)
        return self.tweets.find(tweet_id) or gone
