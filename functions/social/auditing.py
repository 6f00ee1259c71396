"""Counters beside what they count: each equals the number of its edges, always (S9).

An edge and its counter are written in one transaction, so a difference is a mistake in the code, a
hand in the tables, or tables restored to different moments. Nothing is repaired here: a repair
would hide which, and a wrong count of the edges would make a right counter wrong.

A table has no moment in which it stands still, and an index follows it by a moment. So a counter is
read before and after its edges are counted, and one that moved meanwhile says nothing; and what
differs is looked at again by the next run, minutes later: only the very same difference twice is a
drift. What drifts is looked at in every run until it is right.

A run takes the next pages of each table and stops when its time is over; the notes say where. At
a size that no pass gets through in a useful time, it is a sample.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain
from typing import Protocol

from core.clock import Clock

BEGINS_WITHIN = timedelta(seconds=60)
"""Of a run: nothing is looked at later. One celebrity's followers may still take minutes."""
MOST_SUSPECTS = 100


@dataclass(frozen=True, slots=True)
class Off:
    """``by``: a target's counter less its edges."""

    target: str
    counter: str
    by: int


@dataclass(frozen=True, slots=True)
class Notes:
    """``places``: where each table's walk goes on; a table that is not in it begins anew."""

    places: Mapping[str, str] = field(default_factory=dict)
    suspects: Sequence[Off] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """``moving``: those that were written while they were looked at."""

    checked: int
    moving: int
    drifting: Sequence[Off]


class Ledger(Protocol):
    def counters(self, target: str) -> Mapping[str, int]:
        """As they are stored."""
        ...

    def edges(self, target: str) -> Mapping[str, int] | None:
        """What the counters should be; None of a target that is no more."""
        ...


class Walk(Protocol):
    """A table, as the targets that its items count for."""

    @property
    def name(self) -> str: ...

    def page(self, place: str | None) -> tuple[Sequence[str], str | None]:
        """Some targets, and where to go on; None at the end."""
        ...


class Notebook(Protocol):
    def read(self) -> Notes: ...

    def write(self, notes: Notes) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterAudit:
    ledger: Ledger
    walks: Sequence[Walk]
    notebook: Notebook
    clock: Clock

    def run(self) -> Found:
        notes, ends = self.notebook.read(), self.clock.now() + BEGINS_WITHIN
        before = frozenset(notes.suspects)
        known = list(dict.fromkeys(each.target for each in notes.suspects))
        places = dict(notes.places)
        off: list[Off] = []
        moving: list[str] = []
        seen: set[str] = set()
        for target in chain(known, self._next(places, ends)):
            if target in seen:
                continue
            seen.add(target)
            differences = self._look(target)
            if differences is None:
                moving.append(target)
                differences = [each for each in before if each.target == target]
            off += differences
        drifting = [each for each in off if each in before and each.target not in moving]
        self.notebook.write(Notes(places, off[:MOST_SUSPECTS]))
        return Found(len(seen) - len(moving), len(moving), drifting)

    def _next(self, places: dict[str, str], ends: datetime) -> Iterator[str]:
        """Page by page of one table after the other, each table once around at most."""
        left = list(self.walks)
        while left:
            for walk in tuple(left):
                if self.clock.now() >= ends:
                    return
                targets, place = walk.page(places.pop(walk.name, None))
                yield from targets
                if place is None:
                    left.remove(walk)
                else:
                    places[walk.name] = place

    def _look(self, target: str) -> Iterable[Off] | None:
        """What differs; None if it moved meanwhile."""
        before = self.ledger.counters(target)
        edges = self.ledger.edges(target)
        if edges is None:
            return ()
        if self.ledger.counters(target) != before:
            return None
        names = sorted({*before, *edges})
        off = (Off(target, name, before.get(name, 0) - edges.get(name, 0)) for name in names)
        return [each for each in off if each.by]
