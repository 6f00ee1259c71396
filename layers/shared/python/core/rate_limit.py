"""So many requests per window for each key, user or network, counted in the cache atomically.

The window opens with the first request of a subject and lasts its time by the cache's own clock, so
functions with different clocks agree. Without the cache the limiter lets requests through, unless
it guards something like a password (``fail_closed``): then nobody gets a try.
"""

from dataclasses import dataclass

from .cache import Cache, CacheDown
from .errors import RateLimited, TooManyAttempts, Unavailable


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a window; ``limit`` 0 means nobody counted."""

    limit: int
    remaining: int
    resets_in: int

    def headers(self) -> dict[str, str]:
        if self.limit == 0:
            return {}
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.resets_in),
        }


UNCOUNTED = Allowance(0, 0, 0)


class RateLimiter:
    """``limit`` requests per ``window`` seconds and subject; ``name`` keeps limiters apart.

    ``attempts`` makes the refusal say ``too_many_attempts`` (sign-in-like) and not
    ``rate_limited``.
    """

    def __init__(
        self,
        *,
        cache: Cache,
        name: str,
        limit: int,
        window: int = 60,
        fail_closed: bool = False,
        attempts: bool = False,
    ) -> None:
        self._cache = cache
        self._name = name
        self._limit = limit
        self._window = window
        self._fail_closed = fail_closed
        self._refusal: type[RateLimited | TooManyAttempts] = (
            TooManyAttempts if attempts else RateLimited
        )

    def check(self, subject: str) -> Allowance:
        """Counts one request. Raises RateLimited or TooManyAttempts with ``Retry-After``."""
        try:
            counted = self._cache.count(f"rate:{self._name}:{subject}", window=self._window)
        except CacheDown as error:
            if self._fail_closed:
                raise Unavailable(headers={"Retry-After": "5"}) from error
            return UNCOUNTED
        left = Allowance(self._limit, max(0, self._limit - counted.value), counted.resets_in)
        if counted.value > self._limit:
            retry = {"Retry-After": str(max(1, counted.resets_in))}
            raise self._refusal(headers={**left.headers(), **retry})
        return left
