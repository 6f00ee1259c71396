"""The circuit breaker."""

from core.breaker import Breaker
from tests.fakes.core import FakeMonotonic


def opened(clock: FakeMonotonic) -> Breaker:
    breaker = Breaker(failures=3, cool_down=2.0, clock=clock)
    for _ in range(3):
        breaker.failed()
    return breaker


def test_it_opens_after_three_failures_in_a_row() -> None:
    breaker = Breaker(failures=3, clock=FakeMonotonic())
    breaker.failed()
    breaker.failed()
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()


def test_a_success_in_between_starts_the_count_again() -> None:
    breaker = Breaker(failures=3, clock=FakeMonotonic())
    breaker.failed()
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    breaker.failed()
    assert breaker.allows()


def test_after_the_cool_down_one_caller_may_try() -> None:
    clock = FakeMonotonic()
    breaker = opened(clock)
    clock.advance(2.0)
    assert [breaker.allows(), breaker.allows()] == [True, False]


def test_a_successful_probe_closes_it_and_a_failed_one_does_not() -> None:
    clock = FakeMonotonic()
    breaker = opened(clock)
    clock.advance(2.0)
    assert breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    clock.advance(2.0)
    assert breaker.allows()
    breaker.succeeded()
    assert [breaker.allows(), breaker.open] == [True, False]


def test_a_probe_nobody_reports_on_is_given_up() -> None:
    clock = FakeMonotonic()
    breaker = opened(clock)
    clock.advance(2.0)
    assert breaker.allows()
    clock.advance(2.0)
    assert breaker.allows()
