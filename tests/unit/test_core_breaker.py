"""The circuit breaker."""

import json

import pytest

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


def test_each_opening_is_told_once_and_a_failed_probe_is_none() -> None:
    clock, told = FakeMonotonic(), list[str]()
    breaker = Breaker(failures=2, cool_down=2.0, clock=clock, on_open=lambda: told.append("open"))
    for _ in range(3):
        breaker.failed()
    clock.advance(3)
    assert breaker.allows()
    breaker.failed()
    assert told == ["open"]
    breaker.succeeded()
    breaker.failed()
    breaker.failed()
    assert told == ["open", "open"]


def test_an_opening_is_counted_under_the_functions_own_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "triptych-dev-links-api")
    Breaker(failures=1).failed()
    line = json.loads(capsys.readouterr().out)
    (declared,) = line["_aws"]["CloudWatchMetrics"]
    assert (declared["Namespace"], declared["Dimensions"]) == ("Triptych", [["function"]])
    assert (line["function"], line["BreakerOpened"]) == ("triptych-dev-links-api", 1.0)
