"""Clicks of another region go on into the home region's stream, where all are counted.

At least once: what home's stream refuses is tried again, and then the batch is, by Lambda, for as
long as the region keeps its records. Events keep their ids, so one that goes twice is counted once
(L9). Records are passed on as they are; what is corrupt is set aside where they are counted.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from core.errors import Unavailable

BATCH = 500  # what one PutRecords takes
ATTEMPTS = 4
PAUSE = 0.2  # seconds, doubled each time


@dataclass(frozen=True, slots=True)
class Passing:
    """A record as the region's stream has it."""

    key: str
    data: bytes


class HomeStream(Protocol):
    def put(self, records: Sequence[Passing]) -> Sequence[Passing]:
        """Those that were refused, of at most ``BATCH``."""
        ...


def pass_on(
    records: Iterable[Passing], *, stream: HomeStream, sleep: Callable[[float], None]
) -> int:
    """How many went. Raises Unavailable if home's stream still refuses some."""
    waiting, gone = iter(records), 0
    while batch := list(islice(waiting, BATCH)):
        _insist(batch, stream, sleep)
        gone += len(batch)
    return gone


def _insist(batch: Sequence[Passing], stream: HomeStream, sleep: Callable[[float], None]) -> None:
    refused = stream.put(batch)
    for attempt in range(1, ATTEMPTS):
        if not refused:
            return
        sleep(PAUSE * 2 ** (attempt - 1))
        refused = stream.put(refused)
    if refused:
        raise Unavailable
