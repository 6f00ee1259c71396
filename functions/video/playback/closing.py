"""The end of a session: saved, remembered, its place given back, told, then let go of (V9).

Each step may be cut; the record stays in the list of open ones until all are done, and whoever
closes what was not heard of goes on where it stopped. Told more than once, it counts once.
"""

from dataclasses import dataclass

from contracts.events import ViewCompleted
from core.clock import Clock

from ..moments import ms
from .model import Session, ended
from .ports import ResumePoints, Sessions, Views

ATTEMPTS = 10
AT_ONCE = 100


class Contended(Exception):
    """A session changed ``ATTEMPTS`` times while it was to be ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    sessions: Sessions
    resume_points: ResumePoints
    views: Views
    clock: Clock

    def end(self, session: Session, position: float, stalled: float | None = None) -> Session:
        """As it ended, also if it had before: then nothing of it changes."""
        for _ in range(ATTEMPTS):
            if session.ended_at:
                break
            over = ended(session, now=ms(self.clock), position=position, stalled=stalled)
            if self.sessions.save(over):
                session = over
                break
            session = self.sessions.find(session.id) or session
        else:
            raise Contended
        if not session.told:
            self._settle(session)
        return session

    def end_unheard(self, session: Session) -> bool:
        """Where it was heard of last. False where it changed meanwhile: then it may go on."""
        if not session.ended_at:
            over = ended(session, now=ms(self.clock), position=None)
            if not self.sessions.save(over):
                return False
            session = over
        self._settle(session)
        return True

    def _settle(self, session: Session) -> None:
        remember(self.resume_points, session)
        self.sessions.leave(session)
        self.views.completed(completed(session))
        self.sessions.settle(session)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeper:
    """Closes what nobody ended. ``patience_ms``: how long after its lease a session may return."""

    sessions: Sessions
    closing: Closing
    clock: Clock
    patience_ms: int

    def sweep(self) -> int:
        """How many were closed. A run that was cut is continued by the next."""
        closed = 0
        while True:
            before = ms(self.clock) - self.patience_ms
            ids = self.sessions.unheard(before=before, most=AT_ONCE)
            now_closed = sum(self._close(session_id, before) for session_id in ids)
            closed += now_closed
            if len(ids) < AT_ONCE or not now_closed:
                return closed

    def _close(self, session_id: str, before: int) -> bool:
        session = self.sessions.find(session_id)
        if session is None or session.told or session.lease_ends >= before:
            return False  # the index was a moment behind
        return self.closing.end_unheard(session)


def remember(points: ResumePoints, session: Session) -> None:
    points.keep(
        session.profile_id,
        session.video_id,
        position=session.position,
        duration=session.duration,
        at=session.heard_at,
    )


def completed(session: Session) -> ViewCompleted:
    return ViewCompleted(
        session_id=session.id,
        video_id=session.video_id,
        profile_id=session.profile_id,
        user_id=session.owner_id,
        started_at=session.started_at,
        at=session.heard_at,
        position=session.position,
        watched=session.watched,
        duration=session.duration,
        quality=session.quality,
        switches=session.switches,
        startup_ms=session.startup_ms,
        rebuffers=session.rebuffers,
        stalled=session.stalled,
        seconds_at=dict(session.seconds_at),
    )
