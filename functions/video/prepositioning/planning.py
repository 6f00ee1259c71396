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


class Planner:
    def __init__(
        self, *, demand: Demand, alike: Alike, videos: Videos, announcing: Announcing, clock: Clock
    ) -> None:
        self._demand, self._alike, self._videos = demand, alike, videos
        self._announcing, self._clock = announcing, clock

    def at_ready(self, video: Video) -> Sequence[Region]:
        """Where its like is watched; everywhere while nobody knows."""
        if not video.listed():
            return ()
        alike = self._alike.with_genres(video.genres)
        likely = [
            region for region in REGIONS if of_its_kind(self._expected(region), alike) > 0
        ] or list(REGIONS)
        self._announce([(video.id, region) for region in likely])
        return likely

    def tonight(self, region: Region) -> int:
        """Returns how many films are on their way."""
        wanted = most_wanted(self._expected(region), A_NIGHT)
        videos = self._videos.find_many(wanted)
        playable = [each for each in wanted if each in videos and videos[each].playable()]
        self._announce([(video_id, region) for video_id in playable])
        return len(playable)

    def _expected(self, region: Region) -> Mapping[str, float]:
        today = self._clock.now().date()
        dates = [(today - timedelta(days=ago)).isoformat() for ago in range(DAYS)]
        return expected(self._demand.of(region, date) for date in dates)

    def _announce(self, wanted: Sequence[tuple[str, Region]]) -> None:
        self._announcing.announce(
            [ContentPreposition(video_id=video, region=region) for video, region in wanted]
        )
