"""Rate limits on the fake cache (X8); the counter's atomicity is in the cache's contract suite."""

import pytest

from core.errors import RateLimited, TooManyAttempts, Unavailable
from core.rate_limit import UNCOUNTED, RateLimiter
from tests.fakes.core import FakeCache, FakeClock


def test_X8_exactly_the_limit_passes() -> None:
    limiter = RateLimiter(cache=FakeCache(), name="n", limit=3)
    left = [limiter.check("a").remaining for _ in range(3)]
    assert left == [2, 1, 0]
    with pytest.raises(RateLimited) as refusal:
        limiter.check("a")
    assert refusal.value.headers["Retry-After"] == "60"


def test_X8_a_new_window_starts_from_nothing() -> None:
    clock = FakeClock()
    limiter = RateLimiter(cache=FakeCache(clock), name="n", limit=1, window=10)
    limiter.check("a")
    clock.advance(9)
    with pytest.raises(RateLimited) as refusal:
        limiter.check("a")
    assert refusal.value.headers["Retry-After"] == "1"
    clock.advance(1)
    assert limiter.check("a").remaining == 0


def test_limiters_and_subjects_do_not_share() -> None:
    cache = FakeCache()
    one = RateLimiter(cache=cache, name="one", limit=1)
    two = RateLimiter(cache=cache, name="two", limit=1)
    assert [one.check("a").remaining, one.check("b").remaining, two.check("a").remaining] == [0] * 3


def test_X8_open_without_the_cache() -> None:
    limiter = RateLimiter(cache=FakeCache(down=True), name="n", limit=1)
    assert [limiter.check("a") for _ in range(5)] == [UNCOUNTED] * 5
    assert UNCOUNTED.headers() == {}


def test_X8_closed_without_the_cache_where_a_password_is_guarded() -> None:
    limiter = RateLimiter(cache=FakeCache(down=True), name="n", limit=5, fail_closed=True)
    with pytest.raises(Unavailable) as refusal:
        limiter.check("a")
    assert refusal.value.headers["Retry-After"]


def test_attempts_are_refused_in_their_own_words() -> None:
    limiter = RateLimiter(cache=FakeCache(), name="n", limit=0, attempts=True)
    with pytest.raises(TooManyAttempts) as refusal:
        limiter.check("a")
    assert (refusal.value.code, refusal.value.status) == ("too_many_attempts", 429)
