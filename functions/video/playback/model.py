"""A playback session, and how what a player says moves it on. Pure.

The server's clock rules: a player may claim any position, but not to have shown more than twice
the time that went by (V9). Times are ms since 1970, positions and lengths of film in seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ..model import Maturity

FASTEST = 2.0  # times the speed of life
FINISHED = 0.95  # of a film; whoever comes back then begins anew
OVERSHOOT = 0.25  # seconds that a player may be beyond the end: sound is padded to whole frames
NOTHING: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """``lease_ends``: not heard of until then, its place may be taken by another.

    ``held``: it has a place. ``ended_at`` 0 is still open; ``told`` once its end was.
    ``free_until``: it plays without a plan until then, 0 where it never did.
    ``version`` is that of the record it was read from, 0 for none.
    """

    id: str
    owner_id: str
    profile_id: str
    video_id: str
    maturity: Maturity  # the most the profile may see
    duration: float
    started_at: int
    heard_at: int
    lease_ends: int
    position: float = 0.0
    quality: str = ""
    watched: float = 0.0
    seconds_at: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    switches: int = 0
    startup_ms: int | None = None
    rebuffers: int = 0
    stalled: float = 0.0
    held: bool = True
    ended_at: int = 0
    told: bool = False
    free_until: int = 0
    version: int = 0

    def live(self, now: int) -> bool:
        return not self.ended_at and self.lease_ends > now


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a player says of itself; ``quality`` empty where it only stops."""

    position: float
    quality: str = ""
    startup_ms: int | None = None
    rebuffers: int | None = None
    stalled: float | None = None


def beyond(session: Session, position: float) -> bool:
    return position > session.duration + OVERSHOOT


def reported(session: Session, report: Report, *, now: int, lease_ms: int) -> Session:
    """The session after a report that came at ``now``."""
    moved = _moved(session, report.position, now)
    switched = report.quality and session.quality and report.quality != session.quality
    known = session.startup_ms is not None
    return replace(
        moved,
        quality=report.quality or session.quality,
        switches=session.switches + (1 if switched else 0),
        startup_ms=session.startup_ms if known else report.startup_ms,
        rebuffers=max(session.rebuffers, report.rebuffers or 0),
        stalled=_stalled(moved, report.stalled),
        seconds_at=_shown(session, moved, report.quality),
        lease_ends=max(session.lease_ends, now + lease_ms),
    )


def ended(
    session: Session, *, now: int, position: float | None, stalled: float | None = None
) -> Session:
    """``position`` None: by itself, where it was heard of last."""
    over = session
    if position is not None:
        over = _moved(session, min(position, session.duration), now)
        over = replace(over, seconds_at=_shown(session, over, ""), stalled=_stalled(over, stalled))
    return replace(over, ended_at=max(now, over.heard_at), held=False)


def resumed(position: float, duration: float) -> float:
    """Where a film goes on that was left there."""
    return 0.0 if duration and position >= FINISHED * duration else position


def _moved(session: Session, position: float, now: int) -> Session:
    now = max(now, session.heard_at)  # no clock takes time back
    most = (now - session.heard_at) / 1000 * FASTEST
    shown = min(max(0.0, position - session.position), most)
    return replace(
        session,
        position=min(position, session.duration),
        watched=round(session.watched + shown, 3),
        heard_at=now,
    )


def _stalled(session: Session, said: float | None) -> float:
    """In all, and never longer than the session."""
    most = (session.heard_at - session.started_at) / 1000
    return max(session.stalled, round(min(said or 0.0, most), 3))


def _shown(before: Session, after: Session, quality: str) -> Mapping[str, float]:
    """What was shown since counts for the quality that was on until now."""
    rung, seconds = before.quality or quality, round(after.watched - before.watched, 3)
    if not rung or not seconds:
        return before.seconds_at
    total = round(before.seconds_at.get(rung, 0.0) + seconds, 3)
    return {**before.seconds_at, rung: total}
