"""Valkey's entries of links as writers put them: over whatever is there, unknown codes included.

Somebody may have asked for a new alias in lower case before there was one; that answer goes too.
"""

from collections.abc import Callable

from core.cache import Cache, CacheDown
from core.clock import Clock

from ..hot import cache_key, cache_value, encode, link_ttl
from ..model import Link


class WrittenThrough:
    """A cache that cannot be reached is no error: readers confirm their entries within a minute.

    ``on_failure`` is told the code.
    """

    def __init__(self, *, cache: Cache, clock: Clock, on_failure: Callable[[str], None]) -> None:
        self._cache, self._clock, self._on_failure = cache, clock, on_failure

    def put(self, link: Link) -> None:
        value = cache_value(encode(link), self._clock.now().timestamp())
        try:
            self._cache.put(cache_key(link.code), value, ttl=link_ttl())
            folded = link.code.casefold()
            if link.is_alias and link.version == 1 and folded != link.code:
                self._cache.delete(cache_key(folded))
        except CacheDown:
            self._on_failure(link.code)
