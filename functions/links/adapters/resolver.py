"""Names to addresses by the system's resolver, with a limit on the wait.

``getaddrinfo`` takes no timeout, so it runs beside the request; an answer that comes too late is
not waited for and counts as not known.
"""

import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate

WAIT = 0.5
AT_ONCE = 4


class SystemResolver:
    def __init__(self, *, wait: float = WAIT) -> None:
        self._wait = wait
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="resolver")

    def addresses(self, host: str) -> Iterable[str]:
        try:
            return self._pool.submit(_look_up, host).result(self._wait)
        except TooLate:
            return ()


def _look_up(host: str) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple({str(entry[4][0]).partition("%")[0] for entry in found})
