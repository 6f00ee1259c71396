"""Somebody leaves: their videos are deleted as they would do it themselves."""

from dataclasses import dataclass
from functools import partial

from core.clock import Clock

from ..moments import ms
from .course import deleted
from .ports import Works


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadsEraser:
    """Each one's removal follows from its record's change."""

    works: Works
    clock: Clock

    def erase(self, user_id: str) -> int:
        """How many were not deleted before."""
        step = partial(deleted, now=ms(self.clock))
        return sum(
            self.works.change(video_id, step) is not None for video_id in self.works.all_of(user_id)
        )
