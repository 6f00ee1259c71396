"""Things that happen in a moment: ask again until they have, with a generous end."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
A_WHILE = 60.0
PAUSE = 0.1


def eventually(
    look: Callable[[], T], until: Callable[[T], bool] = bool, *, within: float = A_WHILE
) -> T:
    """What ``look`` saw when ``until`` was satisfied. Raises AssertionError with the last sight."""
    end = time.monotonic() + within
    while True:
        seen = look()
        if until(seen):
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"still not so after {within:.0f} s; last seen: {seen!r}")
        time.sleep(PAUSE)
