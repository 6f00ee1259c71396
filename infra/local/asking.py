"""Asking the deployed API as a good client does: again, where it says to come later."""

import time
from collections.abc import Callable

import httpx

LATER = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)
PATIENCE = 120.0  # seconds


def insisting(
    send: Callable[[], httpx.Response],
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> httpx.Response:
    """The first answer that is not "later", of which nothing was done; or the last one of those.

    A machine that has just begun is busy: its emulator may not take a connection in time.
    """
    end = clock() + PATIENCE
    while (answer := send()).status_code in LATER and clock() < end:
        sleep(float(answer.headers.get("Retry-After", "1")))
    return answer
