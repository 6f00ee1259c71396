"""What the home timeline needs, in its own words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from core.cache import Counted

from ..hot import Circle
from ..model import Counts, Entry

LENGTH = 800


class End(Enum):
    """What lies below a slice: more of the list, what the list has lost, or nothing."""

    MORE = "more"
    CUT = "cut"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Slice:
    """Ids newest first, without a gap."""

    ids: tuple[str, ...]
    end: End


@dataclass(frozen=True, slots=True)
class Span:
    """The ``most`` newest entries older than ``before``; empty is from the newest on."""

    before: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What one round trip to Valkey shall bring; ``span`` is of the home and the recents."""

    viewer: str
    span: Span
    home: bool = False
    circle: bool = False
    subject: str = ""  # whose request is counted for the rate limit
    recents: Sequence[str] = ()
    entries: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was there. ``home`` None: there is no such timeline."""

    home: Slice | None = None
    circle: Circle | None = None
    counted: Counted | None = None
    recents: Mapping[str, Slice | None] = field(default_factory=dict)
    entries: Mapping[str, Entry] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)


class HotCache(Protocol):
    """Valkey as the reader needs it. Every method may raise CacheDown."""

    def read(self, ask: Ask) -> Told: ...

    def keep(self, user_id: str, circle: Circle) -> None: ...


class Timelines(Protocol):
    """Lists of at most 800 entries in Valkey, by owner. Every method may raise CacheDown."""

    def push(self, owners: Sequence[str], entry_id: str, author_id: str) -> Sequence[str]:
        """Into those that exist or are being built and whose owner has not left the author.

        Which owners are online and have a new entry to look at, be there a timeline or not.
        """
        ...

    def remove(self, owners: Sequence[str], entry_ids: Sequence[str]) -> None: ...

    def join(self, owner: str, author_id: str, newest: Sequence[str], *, more: bool) -> None:
        """Merges an author's newest entries; ``more``: there are older ones."""
        ...

    def leave(self, owner: str, author_id: str) -> str | None:
        """Refuses the author's pushes from now on; the oldest entry there is, None without any."""
        ...

    def begin(self, owner: str, token: str) -> bool:
        """True for one builder at a time."""
        ...

    def finish(self, owner: str, token: str, ids: Sequence[str], *, complete: bool) -> bool:
        """Stores what was built and pushed meanwhile; False if what it was built from changed."""
        ...

    def exists(self, owner: str) -> bool: ...


class Authors(Protocol):
    def newest(self, author_id: str, *, before: str, most: int) -> Sequence[str]:
        """Ids of an author's entries older than ``before`` (empty: of all), newest first."""
        ...


class Graph(Protocol):
    def followees(self, user_id: str) -> Sequence[str]: ...

    def circle(self, user_id: str) -> Circle: ...

    def followed_at(self, user_id: str, others: Collection[str]) -> Mapping[str, int]:
        """Since when (ms) ``user_id`` follows each of at most a hundred ``others``, if they do.

        For explanations: best effort.
        """
        ...
