"""Whether a request came through our edge: it carries the secret that CloudFront adds.

While the secret turns (``make rotate``), the edge sends the one before or the new one, so both are
right: Secrets Manager keeps the one before as ``AWSPREVIOUS`` until the turn is over. It is asked
for only where the current one did not match.

A wrong secret is counted, a missing one is not: whoever goes around the edge sends none, so what is
counted is an edge that sends a secret which is none, and everybody refused (or somebody guessing).
"""

import hmac
import time
from collections.abc import Callable

from .counting_lines import origin_refused

REFETCH_AFTER = 60.0


def no_secret() -> str:
    """The secret before of who has none."""
    return ""


def same(given: str, known: str) -> bool:
    """In constant time; an empty secret is nobody's."""
    sent = given.encode("utf-8", "surrogatepass")
    return bool(known) and hmac.compare_digest(sent, known.encode())


class OriginGuard:
    """For hot paths (``core.http.guard`` is for the rest). A new secret is seen within a minute.

    ``before`` gives the secret before, or nothing; ``on_wrong`` hears of each wrong one.
    """

    def __init__(
        self,
        *,
        secret: Callable[[], str],
        before: Callable[[], str] = no_secret,
        clock: Callable[[], float] = time.monotonic,
        on_wrong: Callable[[], None] = origin_refused,
    ) -> None:
        self._secret, self._secret_before, self._clock = secret, before, clock
        self._on_wrong = on_wrong
        self._known, self._fetched_at = "", float("-inf")
        self._before, self._asked_at = "", float("-inf")

    @property
    def known(self) -> str:
        """The secret as it was fetched last; empty before anybody was admitted."""
        return self._known

    def admits(self, given: str) -> bool:
        """Compares in constant time."""
        right = same(given, self._known) or self._is_another(given)
        if given and not right:
            self._on_wrong()
        return right

    def _is_another(self, given: str) -> bool:
        """A newer one than is known here, or the one before."""
        now = self._clock()
        if given and now - self._fetched_at >= REFETCH_AFTER:
            known, self._fetched_at = self._secret(), now
            if known != self._known:  # so there is one before, whatever was said a moment ago
                self._known, self._asked_at = known, float("-inf")
            if same(given, self._known):
                return True
        if given and now - self._asked_at >= REFETCH_AFTER:
            self._before, self._asked_at = self._secret_before(), now
        return same(given, self._before)
