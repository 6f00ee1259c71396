"""``Remembered``: Valkey's copies as writers put and drop them."""

from collections.abc import Callable

from core.cache import Cache, CacheDown

from ..hot import ENTRY_TTL, counts_key, encode_entry, entry_key, relations_key
from ..model import Entry


class WrittenThrough:
    """A cache that cannot be reached is no error: copies end by themselves.

    ``on_failure`` is told which key could not be written.
    """

    def __init__(self, *, cache: Cache, on_failure: Callable[[str], None]) -> None:
        self._cache, self._on_failure = cache, on_failure

    def put(self, entry: Entry) -> None:
        key = entry_key(entry.id)
        try:
            self._cache.put(key, encode_entry(entry), ttl=ENTRY_TTL)
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
