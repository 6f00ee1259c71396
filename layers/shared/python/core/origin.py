"""Whether a request came through our edge, for hot paths (``core.http.guard`` is for the rest)."""

import hmac
import time
from collections.abc import Callable

REFETCH_AFTER = 60.0


class OriginGuard:
    """Whether a request came through our edge. A changed secret is seen within a minute."""

    def __init__(
        self, *, secret: Callable[[], str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._secret, self._clock = secret, clock
        self._known, self._fetched_at = "", float("-inf")

    @property
    def known(self) -> str:
        """The secret as it was fetched last; empty before anybody was admitted."""
        return self._known

    def admits(self, given: str) -> bool:
        """Compares in constant time."""
        if self._matches(given):
            return True
        if not given or self._clock() - self._fetched_at < REFETCH_AFTER:
            return False
        self._known, self._fetched_at = self._secret(), self._clock()
        return self._matches(given)

    def _matches(self, given: str) -> bool:
        known = self._known.encode()
        return bool(known) and hmac.compare_digest(given.encode("utf-8", "replace"), known)
