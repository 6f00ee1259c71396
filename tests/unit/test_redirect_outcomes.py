"""What visitors get: redirects, refusals, passwords, limits; and what counts as a click."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from core.breaker import Breaker
from core.errors import Unavailable
from links.model import Rule
from links.redirect.finding import LinkFinder, SandboxMemory
from links.redirect.redirecting import (
    HAS_EXPIRED,
    IS_DISABLED,
    IS_USED_UP,
    NOT_FOUND,
    TAKES_NO_POST,
    WAS_BANNED,
    WAS_DELETED,
    Moved,
    Outcome,
    PasswordWanted,
    Preview,
    Redirect,
    Refused,
    with_query,
)
from links.redirect.visits import Visit, VisitorKey
from tests.fakes.redirect import CREATED, NOON, FakeClicks, FakeHotCache, FakeTable, Time, a_link

PERSON, BOT = "Firefox", "Googlebot"
FALLBACK = "https://fallback.example/"


@dataclass
class Desk:
    """The use case on fakes. A password is right if its hash is the same text."""

    time: Time = field(default_factory=Time)
    table: FakeTable = field(default_factory=FakeTable)
    clicks: FakeClicks = field(default_factory=FakeClicks)

    def __post_init__(self) -> None:
        self.cache = FakeHotCache(self.time)
        self.redirect = Redirect(
            finder=LinkFinder(
                table=self.table,
                cache=self.cache,
                memory=SandboxMemory(clock=self.time.monotonic),
                confirm_breaker=Breaker(clock=self.time.monotonic),
                now=self.time.now,
            ),
            limit=self.table,
            clicks=self.clicks,
            attempts=self.cache,
            visitors=VisitorKey(salt=lambda: "salt"),
            is_bot=lambda agent: agent == BOT,
            verify=lambda password, stored: password == stored,
            now=self.time.now,
        )

    def has(self, **changes: Any) -> None:
        self.table.save(a_link(**changes))

    def visit(self, method: str = "GET", code: str = "abc1234", **more: Any) -> Outcome:
        given = {"user_agent": PERSON, "request_id": f"r{self.time.passed}", **more}
        return self.redirect.visit(Visit(method=method, code=code, **given))

    def sends(self, **password: str) -> Outcome:
        return self.visit("POST", form="&".join(f"{k}={v}" for k, v in password.items()).encode())

    def where(self, **more: Any) -> str:
        outcome = self.visit(**more)
        assert isinstance(outcome, Moved)
        return outcome.location


def at(second: float) -> datetime:
    return datetime.fromtimestamp(second, UTC)


CORPUS = [
    "https://example.com/",
    "https://example.com",
    "http://example.com/a%26b%2Fc?x=%2F&y=+&x=2#frag%20ment",
    "https://example.com/?a=1&a=1&a=",
    "https://example.com/?",
    "https://example.com/#",
    "https://example.com/a//b/../c/./",
    "https://EXAMPLE.com/MiXeD",
    "https://xn--fsq.example/%E4%BE%8B%E3%81%88",
    "https://example.com/%F0%9F%98%80?q=%f0%9f%98%80",
    "https://example.com/" + "x" * 2028,
    "https://example.com:8443/~user/;p=1?q='(!*)'",
]


@pytest.mark.parametrize("target", CORPUS)
def test_L1_the_location_is_the_target_byte_for_byte(target: str) -> None:
    desk = Desk()
    desk.has(target=target)
    assert desk.where() == desk.where() == target
    assert desk.where(query="utm_source=x") == target


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_owner_chooses_the_status(status: int) -> None:
    desk = Desk()
    desk.has(redirect_status=status)
    outcome = desk.visit()
    assert isinstance(outcome, Moved)
    assert outcome.status == status


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"banned": True}, WAS_BANNED),
        ({"deleted_at": CREATED}, WAS_DELETED),
        ({"enabled": False}, IS_DISABLED),
        ({"expires_at": at(NOON)}, HAS_EXPIRED),
    ],
)
def test_a_closed_link_is_refused_to_everybody_and_is_no_click(
    changes: dict[str, Any], refusal: Refused
) -> None:
    desk = Desk()
    desk.has(**changes)
    seen = [desk.visit(), desk.visit("HEAD"), desk.visit("POST"), desk.visit(preview=True)]
    assert seen == [refusal] * 4
    assert desk.clicks.taken == []


def test_an_unknown_code_and_what_cannot_be_one_are_not_found() -> None:
    desk = Desk()
    assert [desk.visit(), desk.visit(code="")] == [NOT_FOUND] * 2
    assert [key for key, _ in desk.table.reads] == ["abc1234", "abc1234", "~abc1234"]


def test_L3_a_link_is_open_until_the_second_it_expires_in_also_when_cached() -> None:
    desk = Desk()
    desk.has(expires_at=at(NOON + 2))
    desk.visit()
    desk.time.advance(1.999)
    assert isinstance(desk.visit(), Moved)
    desk.time.advance(0.001)
    assert desk.visit() == HAS_EXPIRED
    desk.time.advance(10)
    assert desk.visit() == HAS_EXPIRED


@pytest.mark.parametrize(
    ("changes", "to_fallback"),
    [
        ({"expires_at": at(NOON)}, True),
        ({"enabled": False}, True),
        ({"max_clicks": 0}, True),
        ({"deleted_at": CREATED}, False),
        ({"banned": True}, False),
    ],
)
def test_the_fallback_is_for_links_that_ended_and_is_no_click(
    changes: dict[str, Any], to_fallback: bool
) -> None:
    desk = Desk()
    desk.has(fallback_url=FALLBACK, redirect_status=301, **changes)
    outcome = desk.visit()
    assert (isinstance(outcome, Moved) and (outcome.status, outcome.location)) == (
        to_fallback and (302, FALLBACK)
    )
    assert desk.clicks.taken == []


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


@pytest.mark.parametrize(
    ("target", "query", "location"),
    [
        ("https://e.com/", "a=1", "https://e.com/?a=1"),
        ("https://e.com/?b=2", "a=1&a=2", "https://e.com/?b=2&a=1&a=2"),
        ("https://e.com/#f", "a=1", "https://e.com/?a=1#f"),
        ("https://e.com/?b#f?x", "a", "https://e.com/?b&a#f?x"),
        ("https://e.com/?", "a", "https://e.com/?a"),
        ("https://e.com", "a=%26", "https://e.com?a=%26"),
        ("https://e.com/", "a=\r\nSet-Cookie: x", "https://e.com/?a=%0D%0ASet-Cookie:%20x"),
        ("https://e.com/", "q=é<#", "https://e.com/?q=%C3%A9%3C%23"),
        ("https://e.com/", "@evil.example/", "https://e.com/?@evil.example/"),
    ],
)
def test_L13_the_query_is_forwarded_behind_the_targets_own(
    target: str, query: str, location: str
) -> None:
    desk = Desk()
    desk.has(target=target, forward_query=True)
    assert desk.where(query=query) == location == with_query(target, query)


def test_L13_no_query_no_change() -> None:
    desk = Desk()
    desk.has(target="https://e.com/?a#", forward_query=True)
    assert desk.where() == "https://e.com/?a#"


def test_a_rule_sends_some_visitors_elsewhere() -> None:
    desk = Desk()
    desk.has(rules=(Rule(target="https://de.example/", countries=("DE",)),))
    assert desk.where(country="DE") == "https://de.example/"
    assert desk.where(country="FR") == "https://example.com/"


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


def test_the_preview_says_where_this_visitor_would_go_and_is_no_click() -> None:
    desk = Desk()
    desk.has(
        title="Ours", max_clicks=1, rules=(Rule(target="https://de.example/", countries=("DE",)),)
    )
    created = int(CREATED.timestamp())
    seen = desk.visit(preview=True, country="DE")
    assert seen == Preview("abc1234", "https://de.example/", "Ours", created)
    assert desk.clicks.taken == []
    assert isinstance(desk.visit(), Moved)


def test_L12_the_preview_of_a_protected_link_gives_nothing_away() -> None:
    desk = Desk()
    desk.has(title="Secret plan", password_hash="right")
    assert desk.visit(preview=True) == Preview("abc1234", "", "", int(CREATED.timestamp()))
