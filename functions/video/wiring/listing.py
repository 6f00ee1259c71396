"""What more than one function lists from: shelves, and what other rooms ask of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core import aws

from ..adapters.catalogue_table import CatalogueTable
from ..adapters.video_reading import VideoReader
from ..catalogue.browsing import Browser
from ..catalogue.trending import TrendList
from ..model import MATURITIES, Maturity, Video

LIKE_IT = 50


def browser(*, catalogue_table: str, videos_table: str) -> Browser:
    client = aws.dynamodb()
    return Browser(
        listings=CatalogueTable(client=client, table=catalogue_table),
        videos=VideoReader(client=client, table=videos_table),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """``recommending.ports.Catalogue``."""

    browser: Browser
    trends: TrendList

    def best_of(self, genres: Sequence[str], *, cap: Maturity, most: int) -> Sequence[Video]:
        page = self.browser.page(cap=cap, genres=genres, sort="rating", after=None, most=most)
        return page.videos

    def newest(self, *, cap: Maturity, most: int) -> Sequence[Video]:
        page = self.browser.page(cap=cap, genres=[], sort="newest", after=None, most=most)
        return page.videos

    def trending(self, *, cap: Maturity, most: int) -> Sequence[Video]:
        return [video for video, _ in self.trends.top(cap=cap, most=most)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlikeByGenre:
    """``prepositioning.ports.Alike``."""

    browser: Browser

    def with_genres(self, genres: Iterable[str]) -> Sequence[str]:
        wanted = list(genres)
        if not wanted:
            return []
        page = self.browser.page(
            cap=MATURITIES[-1], genres=wanted, sort="rating", after=None, most=LIKE_IT
        )
        return [video.id for video in page.videos]
