"""``Remembered``: Valkey's copies as writers put and drop them."""

from collections.abc import Callable, Sequence
from typing import Protocol

from core.cache import Cache, CacheDown

from ..hot import ENTRY_TTL, counts_key, encode_entry, entry_key, relations_key
from ..model import Entry


class OwnHome(Protocol):
    def push(self, owners: Sequence[str], entry_id: str, author_id: str) -> object: ...


class WrittenThrough:
    """A cache that cannot be reached is no error: copies end by themselves.

    With ``homes`` an entry is in its author's own home before the fan-out ran (S5).

    ``on_failure`` is told which key could not be written.
    """

    def __init__(
        self,
        *,
        cache: Cache,
        on_failure: Callable[[str], None],
        homes: OwnHome | None = None,
    ) -> None:
        self._cache, self._on_failure, self._homes = cache, on_failure, homes

    def put(self, entry: Entry) -> None:
        key = entry_key(entry.id)
        try:
            self._cache.put(key, encode_entry(entry), ttl=ENTRY_TTL)
            if self._homes is not None and entry.deleted_at is None:
                self._homes.push([entry.author_id], entry.id, entry.author_id)
        except CacheDown:
            self._on_failure(key)

    def forget_counts(self, tweet_id: str) -> None:
        self._forget(counts_key(tweet_id))

    def forget_relations(self, *user_ids: str) -> None:
        self._forget(*[relations_key(user_id) for user_id in user_ids])

    def _forget(self, *keys: str) -> None:
        try:
            self._cache.delete(*keys)
        except CacheDown:
            self._on_failure(keys[0])
