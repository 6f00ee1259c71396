"""Links behind a password: who is asked, how often one may try, what is given away."""

from collections import Counter

import pytest

from core.errors import Unavailable
from links.redirect.redirecting import (
    IS_USED_UP,
    TAKES_NO_POST,
    Moved,
    PasswordWanted,
    Preview,
    Refused,
)
from tests.fakes.redirect import CREATED
from tests.unit.redirect_desk import Desk


def test_L12_without_the_password_there_is_a_form_and_no_click() -> None:
    desk = Desk()
    desk.has(password_hash="right")
    assert desk.visit() == desk.visit("HEAD") == PasswordWanted("abc1234", wrong=False)
    assert desk.sends(password="no") == PasswordWanted("abc1234", wrong=True)
    assert desk.clicks.taken == []


def test_L12_the_right_password_leads_on_with_303_and_is_a_click() -> None:
    desk = Desk()
    desk.has(password_hash="right", redirect_status=308)
    outcome = desk.sends(password="right")
    assert outcome == Moved(303, "https://example.com/", "table")
    assert len(desk.clicks.taken) == 1


def test_L12_without_a_password_there_was_no_attempt() -> None:
    desk = Desk()
    desk.has(password_hash="right")
    for _ in range(6):
        assert desk.sends() == PasswordWanted("abc1234", wrong=False)
    assert isinstance(desk.sends(password="right"), Moved)


def test_L12_the_sixth_attempt_in_a_minute_is_refused_even_if_right() -> None:
    desk = Desk()
    desk.has(password_hash="right")
    for _ in range(5):
        desk.sends(password="no")
    outcome = desk.sends(password="right")
    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.retry_after) == ("too_many_attempts", 60)


def test_X3_without_the_cache_nobody_guesses_passwords() -> None:
    desk = Desk()
    desk.has(password_hash="right")
    desk.cache.down = True
    with pytest.raises(Unavailable):
        desk.sends(password="right")
    assert isinstance(desk.visit(), PasswordWanted)


def test_a_wrong_password_uses_nothing_up() -> None:
    desk = Desk()
    desk.has(password_hash="right", max_clicks=1)
    desk.sends(password="no")
    assert isinstance(desk.sends(password="right"), Moved)
    assert desk.sends(password="right") == IS_USED_UP


def test_a_form_of_unlikely_length_is_not_looked_at() -> None:
    desk = Desk()
    desk.has(password_hash="right")
    outcome = desk.sends(password="x" * 5000)
    assert isinstance(outcome, Refused)
    assert outcome.code == "payload_too_large"
    assert Counter(desk.cache.commands)["count"] == 0


def test_a_link_without_a_password_takes_no_post() -> None:
    desk = Desk()
    desk.has()
    assert desk.visit("POST") == TAKES_NO_POST
    assert desk.clicks.taken == []


def test_L12_the_preview_of_a_protected_link_gives_nothing_away() -> None:
    desk = Desk()
    desk.has(title="Secret plan", password_hash="right")
    assert desk.visit(preview=True) == Preview("abc1234", "", "", int(CREATED.timestamp()))
