"""Hours of links beside the segments they were computed from (L9).

Counted anew here, by other code than the roll-up's, so that a mistake of the one is not repeated by
the other. Only hours that nobody is at any more: over for a while, sealed and no longer due, with
the same segments before and after. Segments do not change, so what differs then is a drift, at the
first look.

Each run takes the next hour. A small one is counted whole; of a large one a part of its links, in
every hour another one, so that each link is seen once in so many hours. An hour that is late holds
up those after it, until the roll-up gives it up. Nothing is repaired: an item only gives way to one
of more segments, and how a wrong one came to be should be known first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from core.clock import Clock

from .parts import Part
from .rollup import FORGOTTEN, Due, Weighed, end_of
from .segments import Counted
from .tallies import Tally

LARGEST = 100_000
"""Clicks of a part, about. All segments of its hour are read all the same."""
SETTLED = timedelta(hours=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Off:
    """Clicks of people and bots as stored, less those in segments."""

    code: str
    hour: str
    humans: int
    bots: int


@dataclass(frozen=True, slots=True)
class Found:
    """``hour`` is empty where none is ready."""

    hour: str = ""
    checked: int = 0
    drifting: Sequence[Off] = ()


class Segments(Protocol):
    def promises(self, hour: str) -> Mapping[str, int]: ...

    def clicks(self, promise: str, part: Part) -> Sequence[Counted] | None: ...

    def due(self) -> Sequence[Due]: ...


class Statistics(Protocol):
    def sealed(self, hour: str) -> bool: ...

    def hours(self, code: str, *, first: str, last: str) -> Mapping[str, Weighed]: ...

    def forgotten(self) -> frozenset[str]:
        """Codes whose statistics were erased."""
        ...


class Place(Protocol):
    """The last hour that was audited; empty before the first."""

    def read(self) -> str: ...

    def write(self, hour: str) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class HourAudit:
    segments: Segments
    statistics: Statistics
    place: Place
    clock: Clock
    largest: int = LARGEST

    def run(self) -> Found:
        """The next hour in which something was clicked; hours without clicks are passed over."""
        settled = self.clock.now() - SETTLED - HOUR
        hour = self._following(self.place.read())
        while _start(hour) <= settled:
            promises = self.segments.promises(hour)
            if promises:
                return self._audit(hour, promises)
            self.place.write(hour)
            hour = _named(_start(hour) + HOUR)
        return Found()

    def _following(self, last: str) -> str:
        first = self.clock.now() - FORGOTTEN
        return _named(max(_start(last) + HOUR, first) if last else first)

    def _audit(self, hour: str, promises: Mapping[str, int]) -> Found:
        """An hour that is still being rolled up waits for the next run, and all later ones do."""
        if not self._quiet(hour):
            return Found()
        part = _part(hour, sum(promises.values()), largest=self.largest)
        wanted = self._counted(part, promises)
        off = [each for code, want in wanted.items() if (each := self._look(code, hour, *want))]
        if not self._quiet(hour) or self.segments.promises(hour) != promises:
            return Found()
        gone = self.statistics.forgotten()
        self.place.write(hour)
        return Found(hour, len(wanted), [each for each in off if each.code not in gone])

    def _quiet(self, hour: str) -> bool:
        due = {each.name for each in self.segments.due()}
        return hour not in due and self.statistics.sealed(hour)

    def _counted(self, part: Part, promises: Mapping[str, int]) -> dict[str, tuple[int, int]]:
        """People and bots of each link: distinct events, however often they stand there."""
        events: dict[str, dict[int, bool]] = {}
        for promise in promises:
            for click in self.segments.clicks(promise, part) or ():
                events.setdefault(click.code, {})[click.id] = click.agent.bot
        bots = {code: sum(ids.values()) for code, ids in events.items()}
        return {code: (len(ids) - bots[code], bots[code]) for code, ids in events.items()}

    def _look(self, code: str, hour: str, humans: int, bots: int) -> Off | None:
        stored = self.statistics.hours(code, first=hour, last=hour).get(hour)
        tally = stored.tally if stored else Tally()
        off = Off(code, hour, tally.humans - humans, tally.bots - bots)
        return off if off.humans or off.bots else None


def _part(hour: str, clicks: int, *, largest: int) -> Part:
    of = max(1, -(-clicks // largest))
    return Part(hour, int(_start(hour).timestamp() // HOUR.total_seconds()) % of, of)


def _start(hour: str) -> datetime:
    return end_of(hour) - HOUR


def _named(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H")
