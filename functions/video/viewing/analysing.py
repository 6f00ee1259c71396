"""How a video does, for its owner."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from core.clock import Clock

from ..errors import NotUploader, VideoNotFound
from ..ports import Videos
from .model import Tally
from .ports import Tallies

DAYS = 30
WEEK = 7  # days, as many as trending looks at


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """``days``: the last thirty up to today, by date, also those without a session."""

    total: Tally
    days: Mapping[str, Tally]

    @property
    def views_of_week(self) -> int:
        return sum(tally.views for tally in list(self.days.values())[-WEEK:])


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyst:
    videos: Videos
    tallies: Tallies
    clock: Clock

    def figures(self, user_id: str, video_id: str) -> Figures:
        """Raises VideoNotFound, NotUploader."""
        video = self.videos.find(video_id)
        if video is None or video.deleted:
            raise VideoNotFound
        if video.owner_id != user_id:
            raise NotUploader if video.shown_to(user_id) else VideoNotFound
        days = _last(self.clock.now().date())
        counted = self.tallies.days(video_id, first=days[0], last=days[-1])
        return Figures(
            total=self.tallies.total(video_id),
            days={day: counted.get(day, Tally()) for day in days},
        )


def _last(today: date) -> list[str]:
    return [(today - timedelta(days=ago)).isoformat() for ago in range(DAYS - 1, -1, -1)]
