"""What visitors get: redirects with or without their query, refusals, fallbacks, previews."""

from datetime import UTC, datetime
from typing import Any

import pytest

from links.model import Rule
from links.redirect.redirecting import (
    HAS_EXPIRED,
    IS_DISABLED,
    NOT_FOUND,
    WAS_BANNED,
    WAS_DELETED,
    Moved,
    Preview,
    Refused,
    with_query,
)
from tests.fakes.redirect import CREATED, NOON
from tests.unit.redirect_desk import Desk

FALLBACK = "https://fallback.example/"


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
