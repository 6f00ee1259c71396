"""What to bring to which edge: a new film to where its like is watched, and each night, where it is
night, the films that a region will want most."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from contracts.events import ContentPreposition
from contracts.tables.video_demand import REGIONS, Region
from core.clock import Clock

from ..model import Video
from ..ports import Videos
from .foretelling import DAYS, expected, most_wanted, of_its_kind
from .ports import Alike, Announcing, Demand

A_NIGHT = 500
"""Films of a region and night: about what a regional cache keeps of first segments."""


class Forecast:
    def __init__(self, *, demand: Demand, clock: Clock) -> None:
        self._demand, self._clock = demand, clock

    def of(self, region: Region) -> Mapping[str, float]:
        """Views a day to come, by video."""
        today = self._clock.now().date()
        dates = [(today - timedelta(days=ago)).isoformat() for ago in range(DAYS)]
        return expected(self._demand.of(region, date) for date in dates)


class ReleasePlanner:
    def __init__(self, *, forecast: Forecast, alike: Alike, announcing: Announcing) -> None:
        self._forecast, self._alike, self._announcing = forecast, alike, announcing

    def at_ready(self, video: Video) -> Sequence[Region]:
        """Where its like is watched; everywhere while nobody knows."""
        if not video.listed():
            return ()
        alike = [each for each in self._alike.with_genres(video.genres) if each != video.id]
        likely = [
            region
            for region in REGIONS
            if alike and of_its_kind(self._forecast.of(region), alike) > 0
        ]
        regions = likely or list(REGIONS)
        self._announcing.announce(
            [ContentPreposition(video_id=video.id, region=region) for region in regions]
        )
        return regions


class NightPlanner:
    def __init__(self, *, forecast: Forecast, videos: Videos, announcing: Announcing) -> None:
        self._forecast, self._videos, self._announcing = forecast, videos, announcing

    def tonight(self, region: Region) -> int:
        """Returns how many films are on their way."""
        wanted = most_wanted(self._forecast.of(region), A_NIGHT)
        videos = self._videos.find_many(wanted)
        playable = [each for each in wanted if each in videos and videos[each].playable()]
        self._announcing.announce(
            [ContentPreposition(video_id=video_id, region=region) for video_id in playable]
        )
        return len(playable)
