"""What prepositioning needs, in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from contracts.events import ContentPreposition
from contracts.tables.video_demand import Region

from ..model import Video


class Demand(Protocol):
    def add(self, date: str, views: Mapping[tuple[Region, str], int]) -> None:
        """Views of a day, by region and video."""
        ...

    def of(self, region: Region, date: str) -> Mapping[str, int]:
        """Views by video."""
        ...


class Announcing(Protocol):
    def announce(self, some: Sequence[ContentPreposition]) -> None: ...


class Edge(Protocol):
    def fetch(self, url: str) -> bytes | None:
        """What the edge gave; None where it refused."""
        ...


class Links(Protocol):
    def manifest_of(self, video: Video) -> str:
        """An address of its master playlist that plays for long enough to fetch a few files."""
        ...


class Alike(Protocol):
    def with_genres(self, genres: Iterable[str]) -> Sequence[str]:
        """Well rated videos of any of these genres."""
        ...
