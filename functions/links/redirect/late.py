"""Clicks that Kinesis refused go into the stream after all; part of the roll-up's every run.

At least once: an item is deleted after its record was taken, and the event id makes a second one
the same click. What the stream still refuses stays for the next run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

BATCH = 500  # what one PutRecords takes


@dataclass(frozen=True, slots=True)
class LateClick:
    """``partition`` and ``sort`` are its key in the clicks table, ``record`` its JSON."""

    partition: str
    sort: str
    record: str

    @property
    def event_id(self) -> str:
        return self.sort.rpartition("#")[2]


class WaitingClicks(Protocol):
    def oldest(self, *, most: int) -> Sequence[LateClick]: ...

    def forget(self, clicks: Iterable[LateClick]) -> None: ...


class ClickSink(Protocol):
    def put(self, clicks: Sequence[LateClick]) -> Sequence[LateClick]:
        """Those that were taken, of at most ``BATCH``; none while the stream refuses."""
        ...


def drain(*, waiting: WaitingClicks, sink: ClickSink, most: int = 10_000) -> int:
    """How many clicks moved from the table into the stream; stops when it refuses."""
    moved = 0
    while moved < most:
        clicks = waiting.oldest(most=BATCH)
        if not clicks:
            return moved
        taken = sink.put(clicks)
        waiting.forget(taken)
        moved += len(taken)
        if len(taken) < len(clicks):
            return moved
    return moved
