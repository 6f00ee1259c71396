"""Which rule of a link fires."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from links.hot import HotRule
from links.redirect.rules import Visitor, device_of, first_match, preferred_language

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Mobile/15E148"
IPAD = "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"
ANDROID_PHONE = "Mozilla/5.0 (Linux; Android 16; Pixel 10) AppleWebKit/537 Chrome/142 Mobile Safari"
ANDROID_TABLET = "Mozilla/5.0 (Linux; Android 16; SM-X910) AppleWebKit/537 Chrome/142 Safari/537"
FIREFOX_TABLET = "Mozilla/5.0 (Android 16; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0"
LINUX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (IPHONE, "mobile"),
        (IPAD, "tablet"),
        (ANDROID_PHONE, "mobile"),
        (ANDROID_TABLET, "tablet"),
        (FIREFOX_TABLET, "tablet"),
        (LINUX, "desktop"),
        ("", "desktop"),
    ],
)
def test_the_device_is_what_the_browser_says(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-CH,de;q=0.9,en;q=0.5", "de"),
        ("en;q=0.1, fr;q=0.8", "fr"),
        ("de;q=0,en;q=0.1", "en"),
        ("*", ""),
        ("", ""),
        ("en;q=banana, fr;q=0.1", "fr"),
        ("EN-us", "en"),
        ("x" * 10_000, ""),
        ("yue-HK", "yue"),
    ],
)
def test_the_language_is_the_one_wanted_most(header: str, language: str) -> None:
    assert preferred_language(header) == language


@given(st.text(max_size=100))
def test_no_header_breaks_the_language(header: str) -> None:
    assert len(preferred_language(header)) <= 3


def test_the_first_rule_of_which_every_condition_holds_wins() -> None:
    rules = (
        HotRule(target="a", devices=("mobile",), countries=("DE",)),
        HotRule(target="b", countries=("DE", "AT")),
        HotRule(target="c"),
    )
    found = [
        first_match(rules, Visitor(country=country, user_agent=agent), 0)
        for country, agent in (("DE", IPHONE), ("DE", LINUX), ("AT", IPHONE), ("FR", LINUX))
    ]
    assert [rule and rule.target for rule in found] == ["a", "b", "b", "c"]


def test_no_rule_fires_for_a_visitor_of_whom_nothing_is_known() -> None:
    rules = (HotRule(target="a", countries=("DE",)), HotRule(target="b", languages=("de",)))
    assert first_match(rules, Visitor(), 0) is None


def test_a_window_includes_its_start_and_not_its_end() -> None:
    rules = (HotRule(target="a", starts_at=100, ends_at=200),)
    fired = [first_match(rules, Visitor(), now) is not None for now in (99.9, 100, 199.9, 200)]
    assert fired == [False, True, True, False]
