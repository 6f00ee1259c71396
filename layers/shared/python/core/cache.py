"""The cache as a port: what the platform asks of Valkey, and nothing that a cluster would refuse.

Values are text. Every method may raise :class:`CacheDown` at once (refused, too slow, out of
memory, or the breaker is open); a caller that can go on without the cache catches it, no other
error comes out. ``core.valkey`` is the real one; the contract suite holds the fake to the same
behaviour.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class CacheDown(Exception):
    """The cache did not answer within its budget, or refused."""


class CacheRefused(CacheDown):
    """The cache is there and said no; ``kind`` is its word for why (``OOM``, ``NOSCRIPT`` …)."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"refused: {kind}")
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Counted:
    """A counter after an addition, and the whole seconds until it starts again from nothing."""

    value: int
    resets_in: int


class Cache(Protocol):
    def get(self, key: str) -> str | None: ...

    def get_many(self, keys: Iterable[str]) -> dict[str, str]:
        """The values of those keys that exist; one pipelined round trip, over any slots."""
        ...

    def put(self, key: str, value: str, *, ttl: int, if_absent: bool = False) -> bool:
        """Stores for ``ttl`` seconds. False if ``if_absent`` and there was a value."""
        ...

    def put_many(self, items: Mapping[str, str], *, ttl: int, if_absent: bool = False) -> None: ...

    def delete(self, *keys: str) -> None: ...

    def count(self, key: str, *, window: int, by: int = 1) -> Counted:
        """Adds in one atomic step; the first addition opens a window of that many seconds."""
        ...

    def add_to_hash(self, key: str, amounts: Mapping[str, int], *, ttl: int) -> None:
        """Adds each amount to its field and renews the hash's life."""
        ...

    def get_hash(self, key: str) -> dict[str, str]: ...

    def add_to_sketch(self, key: str, members: Iterable[str], *, ttl: int) -> None:
        """Adds to a HyperLogLog and renews its life."""
        ...

    def sketch_size(self, key: str) -> int:
        """How many different members a HyperLogLog saw, about; 0 without one."""
        ...

    def add_to_sketches(self, members: Mapping[str, Iterable[str]], *, ttl: int) -> None:
        """The same for many keys at once, over any slots."""
        ...

    def union_sizes(self, groups: Sequence[Sequence[str]]) -> list[int]:
        """Of each group of sketches how many different members they saw together, about.

        The keys of one group share a hash tag; groups may lie in any slots.
        """
        ...
