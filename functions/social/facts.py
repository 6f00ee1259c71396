"""What is to be known of entries before they can be shown, and what the tables say of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .model import NONE, Counts, Entry, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What hydration still lacks."""

    entries: frozenset[str] = NONE
    people: frozenset[str] = NONE
    follows: frozenset[str] = NONE  # does the viewer follow them?
    reactions: frozenset[str] = NONE  # the viewer's, to these tweets
    counts: frozenset[str] = NONE

    def __bool__(self) -> bool:
        return bool(self.entries or self.people or self.follows or self.reactions or self.counts)

    def __or__(self, other: "Wanted") -> "Wanted":
        return Wanted(
            entries=self.entries | other.entries,
            people=self.people | other.people,
            follows=self.follows | other.follows,
            reactions=self.reactions | other.reactions,
            counts=self.counts | other.counts,
        )

    def __sub__(self, other: "Wanted") -> "Wanted":
        return Wanted(
            entries=self.entries - other.entries,
            people=self.people - other.people,
            follows=self.follows - other.follows,
            reactions=self.reactions - other.reactions,
            counts=self.counts - other.counts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the tables say; what was asked for and is missing does not exist.

    ``reactions``: by tweet, of ``like``, ``retweet`` and ``bookmark`` those the viewer made.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    follows: frozenset[str] = NONE
    reactions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    counts: Mapping[str, Counts] = field(default_factory=dict)


class FactTable(Protocol):
    def fetch(self, viewer: str, wanted: Wanted) -> Facts:
        """One batch where it is small enough. Raises Unavailable."""
        ...
