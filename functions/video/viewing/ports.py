"""What the room needs, in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from ..model import Profile
from .model import Position, Tally, Watch, Wish

T_co = TypeVar("T_co", covariant=True)


class ProfileStore(Protocol):
    def of(self, user_id: str) -> Sequence[Profile]:
        """The oldest first; strongly consistent."""
        ...

    def found(self, profile: Profile) -> bool:
        """Keeps an account's very first. False if there is one already."""
        ...

    def add(self, profile: Profile, *, most: int) -> None:
        """To an account that has one. Raises TooManyProfiles."""
        ...

    def save(self, profile: Profile) -> None:
        """In place of what it was. Raises ProfileNotFound."""
        ...

    def remove(self, user_id: str, profile_id: str) -> None:
        """Raises ProfileNotFound, LastProfile."""
        ...

    def forget(self, user_id: str) -> None:
        """All of them, the last one too."""
        ...


class Attempts(Protocol):
    def check(self, subject: str) -> object:
        """Counts one. Raises TooManyAttempts; Unavailable where nobody can count."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T_co]):
    """The latest first; ``position`` None at the end."""

    items: Sequence[T_co]
    position: Position | None


class Watches(Protocol):
    def page(self, profile_id: str, *, after: Position | None, most: int) -> Page[Watch]: ...

    def forget(self, profile_id: str, video_id: str) -> None: ...

    def forget_all(self, profile_id: str) -> None: ...


class Wishes(Protocol):
    def page(self, profile_id: str, *, after: Position | None, most: int) -> Page[Wish]: ...

    def add(self, profile_id: str, wish: Wish) -> None:
        """One that is there stays where it is."""
        ...

    def remove(self, profile_id: str, video_id: str) -> None: ...

    def forget_all(self, profile_id: str) -> None: ...


class Opinions(Protocol):
    """What profiles think of films, and the sum of it: equal always."""

    def give(self, profile_id: str, video_id: str, *, stars: int, at: int) -> None:
        """In place of what that profile gave before."""
        ...

    def given_by(self, profile_id: str, video_id: str) -> int | None:
        """1 to 5 stars; strongly consistent."""
        ...

    def forget_all(self, profile_id: str) -> None:
        """As if they had never been given."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What one session adds to what a profile remembers."""

    profile_id: str
    at: int
    watched: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One thing to count, once: ``name`` is which of its session."""

    session_id: str
    name: str
    tally: Tally
    watching: Watching | None = None


class Tallies(Protocol):
    def count(self, video_id: str, date: str, told: Sequence[Told]) -> int:
        """Adds what was not counted before, with all that goes with it at once; how many."""
        ...

    def total(self, video_id: str) -> Tally: ...

    def days(self, video_id: str, *, first: str, last: str) -> Mapping[str, Tally]:
        """By date (UTC); those without a session are not there."""
        ...


class Present(Protocol):
    def profiles(self, pairs: Iterable[tuple[str, str]]) -> frozenset[str]:
        """Of (user, profile) the ids of those that still are."""
        ...
