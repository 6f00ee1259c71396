"""A shelf page by page: one partition per maturity, merged in order, so that no page costs more for
a profile that may see little. Each video is looked at once more, because a listing may be a moment
old: what was taken back, hidden or rated higher is not shown (V10), and the page is filled up."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from ..model import Maturity, Video, suits
from ..ports import Videos
from .places import ASCENDING, Sort, partitions
from .ports import GenreCount, Listings

ROUNDS = 5
MOST_GENRES = 200


@dataclass(frozen=True, slots=True)
class Page:
    """``after``: the page behind this goes on there; None at the end."""

    videos: Sequence[Video]
    after: str | None


class Browser:
    def __init__(self, *, listings: Listings, videos: Videos) -> None:
        self._listings, self._videos = listings, videos

    def page(
        self, *, cap: Maturity, genres: Sequence[str], sort: Sort, after: str | None, most: int
    ) -> Page:
        """Of any of the genres, of all without. Full unless there are no more, or very many went
        away at once."""
        found: list[Video] = []
        for _ in range(ROUNDS):
            some = self._merged(partitions(genres, sort, cap), sort, after, most)
            for key, video in self._shown(some, cap):
                found.append(video)
                after = key
                if len(found) == most:
                    return Page(found, after)
            if len(some) < most:
                return Page(found, None)
            after = some[-1][0]
        return Page(found, after)

    def genres(self, *, cap: Maturity) -> list[str]:
        """The fullest first; of several ways to write one the fullest."""
        count: dict[str, int] = {}
        names: dict[str, GenreCount] = {}
        for each in self._listings.genres():
            if each.videos <= 0 or not suits(each.maturity, cap):
                continue
            count[each.folded] = count.get(each.folded, 0) + each.videos
            if each.folded not in names or each.videos > names[each.folded].videos:
                names[each.folded] = each
        fullest = sorted(count, key=lambda folded: (-count[folded], folded))
        return [names[folded].name for folded in fullest[:MOST_GENRES]]

    def _merged(
        self, shelves: Sequence[str], sort: Sort, after: str | None, most: int
    ) -> list[tuple[str, str]]:
        ascending = sort in ASCENDING
        pages = [
            self._listings.page(shelf, after=after, ascending=ascending, most=most)
            for shelf in shelves
        ]
        merged = heapq.merge(*pages, reverse=not ascending)
        each_once = (listed for listed, _ in groupby(merged))  # one of two genres is there twice
        return list(islice(each_once, most))

    def _shown(self, some: Sequence[tuple[str, str]], cap: Maturity) -> Iterator[tuple[str, Video]]:
        videos = self._videos.find_many(video_id for _, video_id in some)
        for key, video_id in some:
            video = videos.get(video_id)
            if video is not None and video.listed() and suits(video.maturity, cap):
                yield key, video
