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

    def __or__(self, other: "Facts") -> "Facts":
        return Facts(
            entries={**self.entries, **other.entries},
            people={**self.people, **other.people},
            follows=self.follows | other.follows,
            reactions={**self.reactions, **other.reactions},
            counts={**self.counts, **other.counts},
        )


class FactTable(Protocol):
    def fetch(self, viewer: str, wanted: Wanted) -> Facts:
        """One batch where it is small enough. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A viewer's newest reactions, by tweet: all there are to tweets from ``floor`` on."""

    reactions: Mapping[str, frozenset[str]]
    floor: str

    def to(self, tweet_ids: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """Those this knows about."""
        return {i: self.reactions.get(i, NONE) for i in tweet_ids if i >= self.floor}


class OwnReactions(Protocol):
    def own(self, viewer: str) -> Own:
        """Strongly consistent. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What copies say, and what they have ``answered`` by it: also that something is not so.

    ``mine`` names the version of the viewer's own copy; empty: there is none.
    """

    facts: Facts = field(default_factory=Facts)
    answered: Wanted = field(default_factory=Wanted)
    mine: str = ""


class Copies(Protocol):
    """Copies of facts in Valkey. Every method may raise CacheDown."""

    def recall(self, viewer: str, wanted: Wanted) -> Recalled: ...

    def learn(self, viewer: str, asked: Wanted, facts: Facts, *, mine: str) -> None:
        """What the tables said to what was ``asked``; of the viewer only into version ``mine``."""
        ...

    def begin(self, viewer: str, token: str) -> bool:
        """A copy of the viewer's own reactions is being made: True for one at a time."""
        ...

    def finish(self, viewer: str, token: str, own: Own) -> None:
        """Nothing is kept where the viewer changed something meanwhile."""
        ...
