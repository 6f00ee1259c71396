"""Targets that are missed, each with its reason: the bench fails for any other miss.

The README says the same at more length. ``up_to`` is what is known; beyond it, it is a new miss.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .table import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMiss:
    """``what`` is how the row's own begins."""

    measure: str
    what: str
    up_to: float
    why: str

    def names(self, row: Row) -> bool:
        return row.measure == self.measure and row.what.startswith(self.what)

    def excuses(self, row: Row) -> bool:
        if not self.names(row) or row.value is None or row.limit is None:
            return False
        return row.value <= self.up_to if row.value > row.limit else row.value >= self.up_to


KNOWN = (
    KnownMiss(
        measure="P15",
        what="a million tweets at ",
        up_to=7.5,
        why="three of five write units keep the author's number of tweets exact; search is $1",
    ),
    KnownMiss(
        measure="P15",
        what="the same with authorizer and traces",
        up_to=8.6,
        why="that of tweets again, and what the target's model leaves out",
    ),
    KnownMiss(
        measure="P15",
        what="the same with authorizer and the gateway's log",
        up_to=2.3,
        why="of a home: what the target's model leaves out",
    ),
)


def misses(
    rows: Sequence[Row], known: Sequence[KnownMiss] = KNOWN
) -> tuple[list[Row], list[tuple[Row, str]], list[KnownMiss]]:
    """New ones; known ones with their reasons; known ones that are met by now."""
    missed = [row for row in rows if row.ok is False]
    excused = [(row, miss.why) for row in missed for miss in known if miss.excuses(row)]
    new = [row for row in missed if not any(miss.excuses(row) for miss in known)]
    met = [miss for miss in known if any(miss.names(row) and row.ok for row in rows)]
    return new, excused, met
