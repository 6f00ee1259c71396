"""What is known of who watched what, a row at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from ...model import Maturity


@dataclass(frozen=True, slots=True)
class Viewer:
    profile_id: str
    user_id: str
    maturity: Maturity


@dataclass(frozen=True, slots=True)
class Watched:
    """``at`` in ms; ``share`` of the film that was watched in all, 0 to 1."""

    profile_id: str
    video_id: str
    at: int
    share: float


@dataclass(frozen=True, slots=True)
class Rated:
    profile_id: str
    video_id: str
    stars: int


Row = Viewer | Watched | Rated


class Rows(Protocol):
    def all(self) -> Iterable[Row]:
        """Everything there is, in any order: the one place that reads a whole table."""
        ...
