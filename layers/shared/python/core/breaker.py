"""A circuit breaker: after failures in a row stop asking for a while, then let one caller probe."""

import threading
import time
from collections.abc import Callable

from .counting_lines import breaker_opened


class Breaker:
    """Opens after ``failures`` failures in a row and stays open for ``cool_down`` seconds.

    Then one caller at a time may try: its success closes the breaker, its failure opens it again
    for as long. A caller asks :meth:`allows` and, if it may, reports :meth:`succeeded` or
    :meth:`failed`. A probe whose caller never reports is given up after another ``cool_down``.
    ``on_open`` hears of each opening, not of a probe that failed.
    """

    def __init__(
        self,
        *,
        failures: int = 3,
        cool_down: float = 2.0,
        clock: Callable[[], float] = time.monotonic,
        on_open: Callable[[], None] = breaker_opened,
    ) -> None:
        self._limit = failures
        self._cool_down = cool_down
        self._clock = clock
        self._on_open = on_open
        self._lock = threading.Lock()
        self._failures = 0
        self._closed = True
        self._retry_at = 0.0

    @property
    def open(self) -> bool:
        return not self._closed

    def allows(self) -> bool:
        """Whether the caller may try now. While open, True for one caller per cool-down."""
        if self._closed:
            return True
        with self._lock:
            now = self._clock()
            if self._closed:
                return True
            if now < self._retry_at:
                return False
            self._retry_at = now + self._cool_down
            return True

    def succeeded(self) -> None:
        if self._failures == 0 and self._closed:
            return
        with self._lock:
            self._failures = 0
            self._closed = True

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            opens = self._closed and self._failures >= self._limit
            if self._failures >= self._limit:
                self._closed = False
                self._retry_at = self._clock() + self._cool_down
        if opens:
            self._on_open()
