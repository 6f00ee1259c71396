"""From a code to its link: sandbox memory, then Valkey, then the table.

A thousand visits of a hot link cost one Valkey command per sandbox and five seconds, and no read of
the table. Every fill is "if absent", so a slow reader cannot put an old link over a new one; what
nobody confirmed for a minute is confirmed by one reader of the sandbox while the others are served.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from core.breaker import Breaker
from core.cache import CacheDown
from core.errors import Unavailable

from ..hot import (
    UNKNOWN,
    UNKNOWN_TTL,
    CacheEntry,
    HotLink,
    alias_value,
    cache_value,
    decode,
    link_ttl,
    parse_cache_value,
)

T = TypeVar("T")

SHORTEST_ALIAS = 3
SANDBOX, CACHE, TABLE = "sandbox", "cache", "table"


class LinkTable(Protocol):
    """The table of links. Every method raises Unavailable when it cannot be read."""

    def hot_form(self, code: str, *, consistent: bool) -> str | None: ...

    def alias(self, folded: str) -> str | None:
        """The code of the alias with this case-folded spelling; strongly consistent."""
        ...


class LinkCache(Protocol):
    """Valkey's entries of codes, as ``links.hot`` writes them. Every method raises CacheDown."""

    def get(self, code: str) -> str | None: ...

    def fill(self, code: str, value: str, *, ttl: int) -> None:
        """Stores if there is nothing yet."""
        ...

    def replace(self, code: str, old: str, new: str, *, ttl: int) -> None:
        """Stores if the entry is still ``old``."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """A link and the tier it came from; ``text`` is the cache entry where that was Valkey."""

    link: HotLink
    tier: str
    text: str = ""
    unconfirmed: bool = False


class SandboxMemory:
    """Links read less than ``ttl`` seconds ago, counted from before the read; the oldest leave."""

    def __init__(
        self, *, ttl: float = 5.0, size: int = 4096, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ttl, self._size, self.clock = ttl, size, clock
        self._lock = threading.Lock()
        self._links: dict[str, tuple[float, HotLink]] = {}

    def get(self, code: str) -> HotLink | None:
        kept = self._links.get(code)
        if kept is None or self.clock() - kept[0] >= self._ttl:
            return None
        return kept[1]

    def keep(self, code: str, link: HotLink, read_at: float) -> None:
        with self._lock:
            self._links.pop(code, None)
            while len(self._links) >= self._size:
                del self._links[next(iter(self._links))]
            self._links[code] = (read_at, link)

    def forget(self, code: str) -> None:
        with self._lock:
            self._links.pop(code, None)


@dataclass(slots=True)
class _Flight(Generic[T]):
    landed: threading.Event = field(default_factory=threading.Event)
    result: T | None = None
    error: BaseException | None = None


class SingleFlight(Generic[T]):
    """Callers that want the same key at the same time share one call and its outcome (L14)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[str, _Flight[T]] = {}

    def run(self, key: str, work: Callable[[], T]) -> T:
        with self._lock:
            flight = self._flights.get(key)
            leads = flight is None
            if flight is None:
                flight = self._flights[key] = _Flight()
        if leads:
            self._fly(key, flight, work)
        else:
            flight.landed.wait()
        if flight.error is not None:
            raise flight.error
        return flight.result  # type: ignore[return-value]  # T itself may be None; it was set

    def _fly(self, key: str, flight: _Flight[T], work: Callable[[], T]) -> None:
        try:
            flight.result = work()
        except BaseException as error:
            flight.error = error
        finally:
            with self._lock:
                del self._flights[key]
            flight.landed.set()


class LinkFinder:
    """``now`` gives epoch seconds."""

    def __init__(
        self,
        *,
        table: LinkTable,
        cache: LinkCache,
        memory: SandboxMemory,
        confirm_breaker: Breaker,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._table, self._cache, self._memory = table, cache, memory
        self._breaker, self._now = confirm_breaker, now
        self._loads: SingleFlight[Found | None] = SingleFlight()
        self._confirming: set[str] = set()
        self._lock = threading.Lock()

    def find(self, code: str) -> Found | None:
        """None for an unknown code. Raises Unavailable if only the table could tell and cannot."""
        link = self._memory.get(code)
        if link is not None:
            return Found(link, SANDBOX)
        found = self._loads.run(code, lambda: self._load(code))
        if found is not None and found.unconfirmed:
            return self._confirm(code, found)
        return found

    def _load(self, code: str) -> Found | None:
        started = self._memory.clock()
        try:
            text = self._cache.get(code)
        except CacheDown:
            return self._from_table(code, started, lambda _value, _ttl: None)
        if text is None:
            return self._from_table(code, started, lambda value, ttl: self._fill(code, value, ttl))
        try:
            entry = parse_cache_value(text)
            link = decode(code, entry.hot) if entry.hot else None
        except (ValueError, KeyError):
            return self._from_table(
                code, started, lambda value, ttl: self._replace(code, text, value, ttl)
            )
        if link is None:
            return self._elsewhere(code, entry, started)
        self._memory.keep(code, link, started)
        return Found(link, CACHE, text, entry.to_confirm(self._now()))

    def _elsewhere(self, code: str, entry: CacheEntry, started: float) -> Found | None:
        """An alias in another case, or nothing. Two spellings cannot name each other in turn."""
        if not entry.alias_of or entry.alias_of == code:
            return None
        found = self.find(entry.alias_of)
        if found is not None:
            self._memory.keep(code, found.link, started)
        return found

    def _from_table(
        self, code: str, started: float, store: Callable[[str, int], None]
    ) -> Found | None:
        now = self._now()
        hot = self._read(code)
        if hot is None:
            alias = self._alias(code)
            store(alias_value(alias) if alias else UNKNOWN, UNKNOWN_TTL)
            return self._elsewhere(code, CacheEntry(alias_of=alias or ""), started)
        link = decode(code, hot)
        self._memory.keep(code, link, started)
        store(cache_value(hot, now), link_ttl())
        return Found(link, TABLE)

    def _read(self, code: str) -> str | None:
        """Half a read unit where the code exists; a miss is looked at again, it may be new."""
        return self._table.hot_form(code, consistent=False) or self._table.hot_form(
            code, consistent=True
        )

    def _alias(self, code: str) -> str | None:
        return self._table.alias(code.casefold()) if len(code) >= SHORTEST_ALIAS else None

    def _confirm(self, code: str, found: Found) -> Found | None:
        """The link as the table has it, if this reader is the one to ask and the table answers."""
        with self._lock:
            if found.link.code in self._confirming:
                return found
            self._confirming.add(found.link.code)
        try:
            return self._confirmed(code, found)
        finally:
            with self._lock:
                self._confirming.discard(found.link.code)

    def _confirmed(self, code: str, found: Found) -> Found | None:
        if not self._breaker.allows():
            return found
        started, now = self._memory.clock(), self._now()
        own = found.link.code
        try:
            hot = self._table.hot_form(own, consistent=True)
        except Unavailable:
            self._breaker.failed()
            return found  # the cached link is better than none
        self._breaker.succeeded()
        if hot is None:
            self._memory.forget(code)
            self._memory.forget(own)
            self._replace(own, found.text, UNKNOWN, UNKNOWN_TTL)
            return None
        link = decode(own, hot)
        if link.version < found.link.version:
            return found  # the writer put it into the cache before the table; not ours to undo
        self._memory.keep(code, link, started)
        self._replace(own, found.text, cache_value(hot, now), link_ttl())
        return Found(link, TABLE)

    def _fill(self, code: str, value: str, ttl: int) -> None:
        try:
            self._cache.fill(code, value, ttl=ttl)
        except CacheDown:
            return  # the link is served all the same

    def _replace(self, code: str, old: str, new: str, ttl: int) -> None:
        try:
            self._cache.replace(code, old, new, ttl=ttl)
        except CacheDown:
            return  # as above
