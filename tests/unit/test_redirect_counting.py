"""What counts as a click, what a limited link is used up by, and what becomes of neither."""

import pytest

from core.errors import Unavailable
from links.redirect.redirecting import IS_USED_UP, Moved
from tests.unit.redirect_desk import BOT, Desk


def test_L8_every_get_is_one_click_recorded_before_the_answer() -> None:
    desk = Desk()
    desk.has()
    for n in range(10):
        assert isinstance(desk.visit(request_id=f"r-{n}"), Moved)
        assert len(desk.clicks.taken) == n + 1
    assert len({click.id for click in desk.clicks.taken}) == 10


def test_L8_a_click_nobody_takes_is_no_redirect() -> None:
    desk = Desk()
    desk.has()
    desk.clicks.full = True
    with pytest.raises(Unavailable) as caught:
        desk.visit()
    assert caught.value.headers["Retry-After"] == "1"


def test_L7_head_redirects_and_is_no_click() -> None:
    desk = Desk()
    desk.has()
    assert isinstance(desk.visit("HEAD"), Moved)
    assert desk.clicks.taken == []


def test_L7_a_bot_is_recorded_as_what_it_calls_itself() -> None:
    desk = Desk()
    desk.has()
    desk.visit(user_agent=BOT)
    [click] = desk.clicks.taken
    assert f'"userAgent":"{BOT}"' in click.record


def test_L7_bots_and_head_never_use_up_a_limited_link() -> None:
    desk = Desk()
    desk.has(max_clicks=2)
    for _ in range(5):
        assert isinstance(desk.visit(user_agent=BOT), Moved)
        assert isinstance(desk.visit("HEAD"), Moved)
    served = [isinstance(desk.visit(), Moved) for _ in range(4)]
    assert served == [True, True, False, False]
    assert desk.visit(user_agent=BOT) == desk.visit("HEAD") == IS_USED_UP


def test_L7_a_visit_whose_click_nobody_takes_is_not_used_up() -> None:
    desk = Desk()
    desk.has(max_clicks=1)
    desk.clicks.full = True
    for _ in range(3):
        with pytest.raises(Unavailable):
            desk.visit()
    desk.clicks.full = False
    assert [isinstance(desk.visit(), Moved) for _ in range(2)] == [True, False]
