"""What is suggested to whom, and why. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Video


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What the model says to a profile, best first: ids of videos, each with the one that was
    watched and speaks most for it ("" for none). ``at``: ms, of the latest that it knew."""

    at: int = 0
    videos: Sequence[tuple[str, str]] = ()


NOTHING_LEARNED = Learned()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``why`` is one sentence for the viewer."""

    video: Video
    why: str
