"""The hot form of a link, and its entry in the cache."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from links.hot import (
    CONFIRM_AFTER,
    UNKNOWN,
    alias_value,
    cache_key,
    cache_value,
    decode,
    encode,
    parse_cache_value,
)
from links.model import Link, Rule
from tests.fakes.redirect import CREATED, a_link

moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1)).map(
    lambda t: t.replace(microsecond=0, tzinfo=UTC)
)
texts = st.text(max_size=40).filter(lambda t: t.encode("utf-8", "ignore").decode() == t)
rules = st.builds(
    Rule,
    target=texts.filter(bool),
    devices=st.lists(st.sampled_from(["mobile", "tablet"])).map(tuple),
    countries=st.lists(st.sampled_from(["DE", "GB"])).map(tuple),
    starts_at=st.none() | moments,
    ends_at=st.none() | moments,
)
links = st.builds(
    Link,
    code=st.just("abc1234"),
    owner_id=st.just("u"),
    target=st.just("https://example.com/") | texts.filter(bool),
    created_at=moments,
    expires_at=st.none() | moments,
    enabled=st.booleans(),
    banned=st.booleans(),
    deleted_at=st.none() | moments,
    title=texts,
    fallback_url=st.none() | st.just("https://fallback.example/"),
    max_clicks=st.none() | st.integers(1, 10**9),
    password_hash=st.none() | st.just("scrypt$a$b"),
    redirect_status=st.sampled_from([301, 302, 307, 308]),
    forward_query=st.booleans(),
    rules=st.lists(rules, max_size=3).map(tuple),
    version=st.integers(1, 10**6),
)


@given(links)
def test_all_that_a_redirect_needs_survives(link: Link) -> None:
    hot = decode(link.code, encode(link))
    assert (hot.target, hot.title, hot.version) == (link.target, link.title, link.version)
    assert (hot.status, hot.forward_query) == (link.redirect_status, link.forward_query)
    assert (hot.max_clicks, hot.password_hash) == (link.max_clicks, link.password_hash)
    assert hot.fallback_url == link.fallback_url
    assert hot.created_at == link.created_at.timestamp()
    assert (hot.expires_at is None) == (link.expires_at is None)
    assert [r.target for r in hot.rules] == [r.target for r in link.rules]
    assert [(r.devices, r.countries) for r in hot.rules] == [
        (r.devices, r.countries) for r in link.rules
    ]
    starts = [r.starts_at and int(r.starts_at.timestamp()) for r in link.rules]
    assert [r.starts_at for r in hot.rules] == starts


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, ""),
        ({"enabled": False}, "disabled"),
        ({"deleted_at": CREATED, "enabled": False}, "deleted"),
        ({"banned": True, "deleted_at": CREATED}, "banned"),
    ],
)
def test_the_graver_state_wins(changes: dict[str, Any], state: str) -> None:
    assert decode("c", encode(a_link(**changes))).state == state


def test_a_plain_link_is_short() -> None:
    assert len(encode(a_link(target="https://example.com/"))) < 60


def test_L3_expiry_includes_its_second() -> None:
    at = CREATED + timedelta(days=1)
    link = decode("c", encode(a_link(expires_at=at)))
    second = at.timestamp()
    assert [link.expired(now) for now in (second - 0.001, second, second + 1)] == [
        False,
        True,
        True,
    ]


@given(links, st.integers(0, 2**33))
def test_an_entry_keeps_the_hot_form_and_its_time(link: Link, now: int) -> None:
    entry = parse_cache_value(cache_value(encode(link), now + 0.9))
    assert (entry.hot, entry.confirmed_at, entry.unknown) == (encode(link), now, False)


def test_the_other_two_kinds_of_entry() -> None:
    assert parse_cache_value(UNKNOWN).unknown
    assert parse_cache_value(alias_value("Promo")).alias_of == "Promo"
    assert cache_key("Promo") == "link:Promo"


@pytest.mark.parametrize("text", ["", "nonsense", "x|{}", "12|", "|{}"])
def test_what_is_no_entry_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_cache_value(text)


def test_X10_an_entry_is_confirmed_when_old_or_from_a_clock_ahead_of_ours() -> None:
    entry = parse_cache_value(cache_value("{}", 1000))
    ages = (0, CONFIRM_AFTER - 1, CONFIRM_AFTER, 10**6, -CONFIRM_AFTER)
    assert [entry.to_confirm(1000 + age) for age in ages] == [False, False, True, True, True]
