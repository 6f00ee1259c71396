"""What recommending needs, in its own words."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from ..model import Maturity, Video
from .model import Learned


class LearnedStore(Protocol):
    def learned(self, user_id: str, profile_id: str) -> Learned:
        """One read. ``NOTHING_LEARNED`` where the model never spoke of the profile."""
        ...

    def forget(self, user_id: str) -> None: ...


class History(Protocol):
    def latest(self, profile_id: str, *, since: int, most: int) -> Sequence[str]:
        """Videos that were watched at or after ``since`` (ms), latest first."""
        ...

    def among(self, profile_id: str, video_ids: Iterable[str]) -> frozenset[str]:
        """Those that the profile has watched, ever."""
        ...


class Catalogue(Protocol):
    def best_of(self, genres: Sequence[str], *, cap: Maturity, most: int) -> Sequence[Video]:
        """Of any of the genres, by rating, then by release date."""
        ...

    def newest(self, *, cap: Maturity, most: int) -> Sequence[Video]: ...

    def trending(self, *, cap: Maturity, most: int) -> Sequence[Video]: ...
