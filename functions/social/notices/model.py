"""Deeds and the groups they are shown in. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from contracts.http.social_search import NoticeType

MOST_ACTORS = 50
NOBODY: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a group is about: ``tweet_id`` is empty for follows."""

    recipient: str
    type: NoticeType
    tweet_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Somebody did something, or took it back (``undone``)."""

    subject: Subject
    actor: str
    at: int
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """``actors``: who did it and when (ms), the latest MOST_ACTORS; ``more``: others before them.

    ``version`` 0 is a group that is not stored.
    """

    subject: Subject
    actors: Mapping[str, int] = field(default_factory=lambda: NOBODY)
    more: bool = False
    version: int = 0

    @property
    def at(self) -> int:
        return max(self.actors.values(), default=0)

    def joined(self, actor: str, at: int) -> "Group":
        if actor in self.actors:
            return self
        ranked = sorted({**self.actors, actor: at}.items(), key=lambda each: (-each[1], each[0]))
        return replace(
            self,
            actors=dict(ranked[:MOST_ACTORS]),
            more=self.more or len(ranked) > MOST_ACTORS,
        )

    def left(self, actor: str) -> "Group":
        return replace(self, actors={a: at for a, at in self.actors.items() if a != actor})

    def without(self, hidden: frozenset[str]) -> "Group":
        """As somebody sees it from whom these are hidden."""
        return replace(self, actors={a: at for a, at in self.actors.items() if a not in hidden})
