"""What playback needs, in its own words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.events import ViewCompleted, ViewStarted

from .model import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """Who has a place; of ``ids`` those whose record is there."""

    ids: frozenset[str] = frozenset()
    sessions: Sequence[Session] = ()


class Plans(Protocol):
    def plan_of(self, user_id: str) -> str:
        """Of the account, at this moment; strongly consistent."""
        ...


class PlayPasses(Protocol):
    def opens(self, text: str, viewer_id: str, *, video_id: str, owner_id: str) -> bool:
        """Whether the viewer was just shown this film in a tweet of its owner."""
        ...


class Sessions(Protocol):
    def find(self, session_id: str) -> Session | None:
        """Strongly consistent."""
        ...

    def running(self, user_id: str) -> Running:
        """Strongly consistent."""
        ...

    def start(self, session: Session, *, beside: Running, leaving: Iterable[Session]) -> bool:
        """Gives it a place beside those that have one, and takes those of ``leaving``, at once.

        False if others have places than were seen, or one of those was heard of meanwhile.
        """
        ...

    def withdraw(self, session: Session) -> None:
        """As if it had never been."""
        ...

    def save(self, session: Session) -> bool:
        """In place of the version it was read as. False if changed meanwhile."""
        ...

    def leave(self, session: Session) -> None:
        """Gives its place back; twice is the same as once."""
        ...

    def settle(self, session: Session) -> None:
        """Its end was told: it need not be looked at again."""
        ...

    def unheard(self, *, before: int, most: int) -> Sequence[str]:
        """Ids of some whose lease ended before then and whose end was not told yet."""
        ...

    def forget(self, user_id: str) -> int:
        """All of somebody's, without telling; how many there were."""
        ...


class ResumePoints(Protocol):
    """Where a profile stopped watching what: the word of whichever device was heard last."""

    def find(self, profile_id: str, video_id: str) -> float: ...

    def keep(
        self, profile_id: str, video_id: str, *, position: float, duration: float, at: int
    ) -> None:
        """Unless a later one is there."""
        ...


class Views(Protocol):
    def started(self, event: ViewStarted) -> None:
        """On its way for good when this returns."""
        ...

    def completed(self, event: ViewCompleted) -> None: ...
