"""What a profile watched, wants to watch and thinks; what sessions add up to. Pure.

Times are ms since 1970, positions and lengths of film in seconds.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from contracts.events import ViewCompleted

FINISHED = 0.95  # of a film
PARTS = 20  # a film is cut into as many to see where viewers stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """``at``: watched last; ``total``: seconds; ``count``: sessions that are over."""

    video_id: str
    at: int
    total: float = 0.0
    count: int = 0
    position: float = 0.0
    duration: float = 0.0

    def begun(self) -> bool:
        """And not finished."""
        return 0 < self.position < FINISHED * self.duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    video_id: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Behind this one a list goes on."""

    at: int
    video_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What sessions add up to. ``reached``: how many stopped in which part of the film."""

    views: int = 0
    sessions: int = 0
    watched: float = 0.0
    startups: int = 0
    startup_ms: int = 0
    rebuffers: int = 0
    stalled: float = 0.0
    switches: int = 0
    seconds_at: Mapping[str, float] = field(default_factory=dict)
    reached: Mapping[int, int] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        rungs = dict.fromkeys([*self.seconds_at, *other.seconds_at])
        return Tally(
            views=self.views + other.views,
            sessions=self.sessions + other.sessions,
            watched=self.watched + other.watched,
            startups=self.startups + other.startups,
            startup_ms=self.startup_ms + other.startup_ms,
            rebuffers=self.rebuffers + other.rebuffers,
            stalled=self.stalled + other.stalled,
            switches=self.switches + other.switches,
            seconds_at={
                rung: self.seconds_at.get(rung, 0.0) + other.seconds_at.get(rung, 0.0)
                for rung in rungs
            },
            reached=dict(Counter(self.reached) + Counter(other.reached)),
        )


def rebuffer_ratio(tally: Tally) -> float:
    """Stalled time in the time spent: watching and waiting (CTA-2066)."""
    spent = tally.stalled + tally.watched
    return round(tally.stalled / spent, 4) if spent else 0.0


BEGUN = Tally(views=1)


def tally_of(event: ViewCompleted) -> Tally:
    part = int(PARTS * event.position / event.duration) if event.duration else 0
    return Tally(
        sessions=1,
        watched=event.watched,
        startups=0 if event.startup_ms is None else 1,
        startup_ms=event.startup_ms or 0,
        rebuffers=event.rebuffers,
        stalled=event.stalled,
        switches=event.switches,
        seconds_at=dict(event.seconds_at),
        reached={min(part, PARTS): 1},
    )


def still_watching(reached: Mapping[int, int]) -> list[tuple[int, float]]:
    """At each twentieth (in per cent of the film) the share of sessions that got there."""
    total = sum(reached.values())
    if not total:
        return []
    return [
        (
            part * 100 // PARTS,
            round(sum(n for at, n in reached.items() if at >= part) / total, 4),
        )
        for part in range(PARTS + 1)
    ]
