"""What notices need, in their own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.http.social_models import TweetShown

from ..model import Entry, Person, Relations
from .model import Deed, Group, Subject


@dataclass(frozen=True, slots=True)
class Position:
    """Behind the group of this name and time a list goes on."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class GroupPage:
    groups: Sequence[Group]
    position: Position | None


class NoticeStore(Protocol):
    def note(self, deed: Deed) -> bool:
        """Remembers the deed for good. False if it was ever taken back: it is never told again."""
        ...

    def revoke(self, deed: Deed) -> None:
        """Remembers that it was taken back, also if the deed itself is not known yet."""
        ...

    def group(self, subject: Subject) -> Group:
        """Strongly consistent."""
        ...

    def save(self, group: Group) -> bool:
        """In place of the version it was read as; without actors it is removed. False if changed
        meanwhile.
        """
        ...

    def page(self, user_id: str, *, after: Position | None, most: int) -> GroupPage:
        """The latest first."""
        ...

    def since(self, user_id: str, at: int, *, most: int) -> Sequence[Group]:
        """Later than ``at``, the latest first."""
        ...

    def seen(self, user_id: str) -> int: ...

    def mark_seen(self, user_id: str, at: int) -> None:
        """Never goes back."""
        ...

    def forget(self, user_id: str) -> None:
        """Removes all that somebody was told."""
        ...


class Tweets(Protocol):
    def find_many(self, entry_ids: Iterable[str]) -> Mapping[str, Entry]:
        """Those that exist, tombstones too; strongly consistent."""
        ...


class People(Protocol):
    def of(self, user_ids: Iterable[str]) -> Mapping[str, Person]: ...


class Circle(Protocol):
    def relations(self, user_id: str) -> Relations: ...


class Presenter(Protocol):
    def show(self, viewer_id: str, entries: Sequence[Entry]) -> list[TweetShown]: ...
