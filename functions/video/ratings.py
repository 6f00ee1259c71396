"""What viewers think of a video: the mean of their stars. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rating:
    """``stars`` is the sum of what ``raters`` gave, 1 to 5 each."""

    stars: int = 0
    raters: int = 0

    @property
    def hundredths(self) -> int:
        """100 to 500; 0 where nobody has said. Lists are ordered by this, so a rating that moves
        less moves nothing."""
        return round(100 * self.stars / self.raters) if self.raters > 0 else 0

    @property
    def mean(self) -> float | None:
        return self.hundredths / 100 if self.hundredths else None


UNRATED = Rating()


class Ratings(Protocol):
    def of(self, video_id: str) -> Rating:
        """Strongly consistent."""
        ...

    def of_many(self, video_ids: Iterable[str]) -> Mapping[str, Rating]:
        """Those that have one."""
        ...
