"""What the catalogue needs, in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.text_search.index import Manifest

from ..model import Maturity
from .places import GenreOf, Place, places_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelved:
    """What the shelves and the index hold of a video. ``version`` 0: nothing ever.

    ``keys``: where it stands in each order, none where it is on no shelf.
    ``number``: what it is to have in the index, 0 for none; ``indexed``: what it has for certain;
    ``stale``: numbers that may still be in it.
    """

    version: int = 0
    maturity: Maturity = "18+"
    genres: tuple[GenreOf, ...] = ()
    keys: tuple[str, ...] = ()
    number: int = 0
    indexed: int = 0
    stale: frozenset[int] = frozenset()

    @property
    def places(self) -> frozenset[Place]:
        return places_of(self.maturity, self.genres, self.keys)


NOTHING = Shelved()


class Shelves(Protocol):
    def shelved(self, video_id: str) -> Shelved:
        """Strongly consistent."""
        ...

    def reshelve(self, video_id: str, *, before: Shelved, after: Shelved) -> bool:
        """All of it or nothing; counts genres, too. False where ``before`` is not what is there, or
        where too many change what is counted of the same genres."""
        ...


class Listings(Protocol):
    def page(
        self, partition: str, *, after: str | None, ascending: bool, most: int
    ) -> Sequence[tuple[str, str]]:
        """Keys with ids of videos, in order, from behind the key ``after``."""
        ...

    def genres(self) -> Iterable["GenreCount"]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreCount:
    folded: str
    name: str
    maturity: Maturity
    videos: int


class Index(Protocol):
    """The index as its readers see it, an instant behind at most; numbers are kept beside it."""

    def get(self, names: Sequence[str]) -> Mapping[str, bytes]: ...

    def load(self) -> Manifest: ...


class Numbers(Protocol):
    """Whose number is whose, kept beside the index."""

    def put(self, pages: Iterable[tuple[str, bytes]]) -> None: ...

    def delete(self, names: Iterable[str]) -> None: ...


class Views(Protocol):
    def most_viewed(self, date: str) -> Mapping[str, int]:
        """Views of the videos that were watched most on a day (UTC, YYYY-MM-DD)."""
        ...


@dataclass(frozen=True, slots=True)
class Trending:
    """Videos with their views of a week, the most watched first."""

    videos: Sequence[tuple[str, int]] = ()


class TrendStore(Protocol):
    def trending(self, cap: Maturity) -> Trending: ...

    def keep_trending(self, cap: Maturity, trending: Trending) -> None: ...


class Neighbours(Protocol):
    def near(self, video_id: str) -> Sequence[str]:
        """Videos that the same people watch, the most alike first; empty where nobody knows."""
        ...
