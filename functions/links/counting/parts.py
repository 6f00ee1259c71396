"""A large hour is rolled up in parts, by code: each fits into one run's time and memory."""

from dataclasses import dataclass
from datetime import timedelta
from zlib import crc32

LARGEST = 800_000
"""Clicks of a part, about: two and a half minutes and less than 600 MB (``make bench``, P4)."""
BEGINS_WITHIN = timedelta(seconds=100)
"""Of a run: no part is begun later, so that none is cut off by the function's five minutes."""
GOES_ON_FOR = timedelta(minutes=4)
"""A run with a day's links, each of which takes it a moment."""
LARGE_DAY = 1_000
"""Links of a day that only one run at a time may do."""
CLAIMED_FOR = timedelta(minutes=5)
"""The function's time: nobody who claimed a part is still at it after that."""


@dataclass(frozen=True, slots=True)
class Part:
    """The codes of an hour whose hash falls on ``number`` of ``of``."""

    hour: str
    number: int = 0
    of: int = 1

    def holds(self, code: str) -> bool:
        return self.of == 1 or crc32(code.encode()) % self.of == self.number


def parts_of(hour: str, clicks: int, *, largest: int = LARGEST) -> list[Part]:
    of = max(1, -(-clicks // largest))
    return [Part(hour, number, of) for number in range(of)]
