"""What was watched most in the last seven days: one item per maturity, made anew every minute.

Days are in UTC, today among them. Of each day the most viewed are known (of each sixteenth of all
videos so many), so a video that was never among those of any day is not among these either.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from core.clock import Clock

from ..model import MATURITIES, Maturity, Video, suits
from ..ports import Videos
from .ports import Trending, TrendStore, Views

DAYS = 7
LOOKED_AT = 500
KEPT = 60
"""More than are shown: some may be taken back before they are."""


class TrendMaker:
    def __init__(self, *, views: Views, videos: Videos, store: TrendStore, clock: Clock) -> None:
        self._views, self._videos = views, videos
        self._store, self._clock = store, clock

    def make(self) -> None:
        most = self._most_viewed()
        videos = self._videos.find_many(video_id for video_id, _ in most)
        for cap in MATURITIES:
            shown = [
                (video_id, views)
                for video_id, views in most
                if (video := videos.get(video_id)) and video.listed() and suits(video.maturity, cap)
            ]
            self._store.keep_trending(cap, Trending(shown[:KEPT]))

    def _most_viewed(self) -> list[tuple[str, int]]:
        today = self._clock.now().date()
        views: Counter[str] = Counter()
        for ago in range(DAYS):
            views.update(self._views.most_viewed((today - timedelta(days=ago)).isoformat()))
        ranked = sorted(views.items(), key=lambda each: (-each[1], each[0]))
        return [each for each in ranked if each[1] > 0][:LOOKED_AT]


class TrendList:
    def __init__(self, *, store: TrendStore, videos: Videos) -> None:
        self._store, self._videos = store, videos

    def top(self, *, cap: Maturity, most: int) -> Sequence[tuple[Video, int]]:
        """Videos and their views of the week; one read, and one look at what is true now (V10)."""
        kept = self._store.trending(cap).videos
        videos = self._videos.find_many(video_id for video_id, _ in kept)
        shown = [
            (video, views)
            for video_id, views in kept
            if (video := videos.get(video_id)) and video.listed() and suits(video.maturity, cap)
        ]
        return shown[:most]
