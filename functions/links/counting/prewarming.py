"""The most clicked links stay in Valkey: what is about to be asked for is there before it is.

Only what is absent is filled, from a strongly consistent read, so neither a tombstone nor a newer
version is ever overwritten.
"""

from collections.abc import Callable, Iterable, Mapping
from heapq import nlargest
from typing import Protocol

from core.cache import Cache, CacheDown
from core.clock import Clock
from core.errors import Unavailable

from ..hot import cache_key, cache_value, link_ttl

AT_ONCE = 100


class HotForms(Protocol):
    def hot_forms(self, codes: Iterable[str]) -> Mapping[str, str]:
        """Of at most ``AT_ONCE`` codes, those that exist; strongly consistent.

        Raises Unavailable.
        """
        ...


class HotLinksPrewarmer:
    """``rollup.Prewarmer``; ``on_failure`` hears that the cache, or the links, could not be had."""

    def __init__(
        self,
        *,
        links: HotForms,
        cache: Cache,
        clock: Clock,
        most: int,
        on_failure: Callable[[], None],
    ) -> None:
        self._links, self._cache, self._clock = links, cache, clock
        self._most, self._on_failure = most, on_failure

    def warm(self, clicks: Mapping[str, int], *, part_of: int = 1) -> None:
        codes = nlargest(-(-self._most // part_of), clicks, key=lambda code: clicks[code])
        try:
            for start in range(0, len(codes), AT_ONCE):
                self._fill(codes[start : start + AT_ONCE])
        except (CacheDown, Unavailable):  # neither is a reason to count nothing
            self._on_failure()

    def _fill(self, codes: list[str]) -> None:
        there = self._cache.get_many(cache_key(code) for code in codes)
        absent = [code for code in codes if cache_key(code) not in there]
        if not absent:
            return
        now = self._clock.now().timestamp()
        values = {
            cache_key(code): cache_value(hot, now)
            for code, hot in self._links.hot_forms(absent).items()
        }
        self._cache.put_many(values, ttl=link_ttl(), if_absent=True)
