"""``Remembered``: Valkey's copies as writers put and drop them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from core.cache import CacheDown

from ..model import Entry, Kind
from .fact_copies import FactCopies


class OwnHome(Protocol):
    def push(self, owners: Sequence[str], entry_id: str, author_id: str) -> object: ...


class WrittenThrough:
    """A cache that cannot be reached is no error: copies end by themselves.

    With ``homes`` an entry is in its author's own home before the fan-out ran (S5).

    ``on_failure`` is told whose copy could not be changed.
    """

    def __init__(
        self,
        *,
        copies: FactCopies,
        on_failure: Callable[[str], None],
        homes: OwnHome | None = None,
    ) -> None:
        self._copies, self._on_failure, self._homes = copies, on_failure, homes

    def put(self, entry: Entry) -> None:
        try:
            self._copies.put(entry)
            if self._homes is not None and not entry.gone:
                self._homes.push([entry.author_id], entry.id, entry.author_id)
        except CacheDown:
            self._on_failure(entry.id)

    def forget_counts(self, tweet_id: str) -> None:
        try:
            self._copies.forget_counts(tweet_id)
        except CacheDown:
            self._on_failure(tweet_id)

    def reacted(self, user_id: str, tweet_id: str, kind: Kind, *, on: bool) -> None:
        try:
            self._copies.reacted(user_id, tweet_id, kind, on=on)
        except CacheDown:
            self._on_failure(tweet_id)

    def forget_relations(self, *user_ids: str) -> None:
        try:
            self._copies.forget_relations(*user_ids)
        except CacheDown:
            self._on_failure(user_ids[0])
