"""Fakes of the ports that every system uses: time, identifiers, the cache."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import ceil

from core.cache import CacheDown, Counted

NOON = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until told otherwise."""

    time: datetime = NOON

    def now(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@dataclass
class FakeMonotonic:
    """``time.monotonic`` for breakers: call it for the seconds, advance it by hand."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@dataclass
class FakeIds:
    """``id-1``, ``id-2`` …"""

    made: int = 0

    def new(self) -> str:
        self.made += 1
        return f"id-{self.made}"


@dataclass
class _Entry:
    value: str | dict[str, int] | set[str] | int
    expires_at: datetime


@dataclass
class FakeCache:
    """The cache of ``core.cache`` in a dict. ``down`` makes every call raise CacheDown.

    ``calls`` counts what would have been commands or pipelines on the wire.
    """

    clock: FakeClock = field(default_factory=FakeClock)
    down: bool = False
    calls: int = 0
    entries: dict[str, _Entry] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        self._call()
        entry = self._live(key)
        return None if entry is None else str(entry.value)

    def get_many(self, keys: Iterable[str]) -> dict[str, str]:
        self._call()
        found = {key: self._live(key) for key in keys}
        return {key: str(entry.value) for key, entry in found.items() if entry is not None}

    def put(self, key: str, value: str, *, ttl: int, if_absent: bool = False) -> bool:
        self._call()
        if if_absent and self._live(key) is not None:
            return False
        self.entries[key] = _Entry(value, self._after(ttl))
        return True

    def put_many(self, items: Mapping[str, str], *, ttl: int, if_absent: bool = False) -> None:
        self._call()
        for key, value in items.items():
            if not (if_absent and self._live(key) is not None):
                self.entries[key] = _Entry(value, self._after(ttl))

    def delete(self, *keys: str) -> None:
        self._call()
        for key in keys:
            self.entries.pop(key, None)

    def count(self, key: str, *, window: int, by: int = 1) -> Counted:
        self._call()
        entry = self._live(key) or _Entry(0, self._after(window))
        assert isinstance(entry.value, int)
        entry.value += by
        self.entries[key] = entry
        left = (entry.expires_at - self.clock.now()).total_seconds()
        return Counted(entry.value, ceil(left))

    def add_to_hash(self, key: str, amounts: Mapping[str, int], *, ttl: int) -> None:
        self._call()
        entry = self._live(key) or _Entry({}, self._after(ttl))
        assert isinstance(entry.value, dict)
        for name, amount in amounts.items():
            entry.value[name] = entry.value.get(name, 0) + amount
        entry.expires_at = self._after(ttl)
        self.entries[key] = entry

    def get_hash(self, key: str) -> dict[str, str]:
        self._call()
        entry = self._live(key)
        if entry is None:
            return {}
        assert isinstance(entry.value, dict)
        return {name: str(amount) for name, amount in entry.value.items()}

    def add_to_sketch(self, key: str, members: Iterable[str], *, ttl: int) -> None:
        self._call()
        entry = self._live(key) or _Entry(set(), self._after(ttl))
        assert isinstance(entry.value, set)
        entry.value.update(members)
        entry.expires_at = self._after(ttl)
        self.entries[key] = entry

    def sketch_size(self, key: str) -> int:
        self._call()
        entry = self._live(key)
        if entry is None:
            return 0
        assert isinstance(entry.value, set)
        return len(entry.value)

    def add_to_sketches(self, members: Mapping[str, Iterable[str]], *, ttl: int) -> None:
        for key, its in members.items():
            self.add_to_sketch(key, its, ttl=ttl)

    def union_sizes(self, groups: Sequence[Sequence[str]]) -> list[int]:
        self._call()
        sizes = []
        for group in groups:
            entries = [entry for key in group if (entry := self._live(key)) is not None]
            union: set[str] = set()
            for entry in entries:
                assert isinstance(entry.value, set)
                union |= entry.value
            sizes.append(len(union))
        return sizes

    def flush(self) -> None:
        """What FLUSHALL does to a real one."""
        self.entries.clear()

    def _call(self) -> None:
        self.calls += 1
        if self.down:
            raise CacheDown("the fake is down")

    def _after(self, ttl: int) -> datetime:
        return self.clock.now() + timedelta(seconds=ttl)

    def _live(self, key: str) -> _Entry | None:
        entry = self.entries.get(key)
        if entry is not None and entry.expires_at <= self.clock.now():
            del self.entries[key]
            return None
        return entry
