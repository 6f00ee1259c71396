"""Facts about making links: the whole use case on fakes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from links.errors import (
    AliasInvalid,
    AliasReserved,
    AliasTaken,
    ExpiryRefused,
    FieldRefused,
    TargetRefused,
)
from links.hot import UNKNOWN, alias_value, cache_key
from links.library.codes import LeasedCodes
from links.library.shortening import ATTEMPTS, Wish
from links.model import Link, Rule
from tests.fakes.core import NOON
from tests.fakes.links import FakeLinks
from tests.fakes.shortening import FakeCodes, Shop

URL = "https://a.example/"
WISH = Wish(url=URL)
AN_HOUR = timedelta(hours=1)


def test_a_link_holds_what_was_asked_for_and_the_second_it_was_made() -> None:
    shop = Shop()
    shop.clock.time = NOON.replace(microsecond=999_999)
    wish = Wish(
        url="https://a.example/?q=%2F",
        expires_at=NOON + AN_HOUR,
        title="T",
        tags=("b", "a", "b"),
        fallback_url="https://f.example/",
        max_clicks=3,
        password="secret",
        redirect_status=308,
        forward_query=True,
        rules=(Rule(target="https://m.example/", devices=("mobile",)),),
    )
    link = shop.shortener.create("u-1", wish)
    assert link == Link(
        code="code000",
        owner_id="u-1",
        target="https://a.example/?q=%2F",
        created_at=NOON,
        expires_at=NOON + AN_HOUR,
        title="T",
        tags=("b", "a"),
        fallback_url="https://f.example/",
        max_clicks=3,
        password_hash="hash of 6 characters",
        redirect_status=308,
        forward_query=True,
        rules=wish.rules,
    )
    assert shop.store.links == {link.code: link}


@pytest.mark.parametrize(
    ("change", "error", "path"),
    [
        ({"url": "ftp://a.example/"}, TargetRefused, "url"),
        ({"url": "https://S.example./x"}, TargetRefused, "url"),
        ({"alias": "a"}, AliasInvalid, "customAlias"),
        ({"alias": ""}, AliasInvalid, "customAlias"),
        ({"alias": "Login"}, AliasReserved, "customAlias"),
        ({"expires_at": NOON}, ExpiryRefused, "expiresAt"),
        ({"expires_at": NOON - AN_HOUR}, ExpiryRefused, "expiresAt"),
        ({"fallback_url": "http://10.0.0.1/"}, TargetRefused, "fallbackUrl"),
        ({"rules": (Rule(target=URL), Rule(target="data:,x"))}, TargetRefused, "rules.1.url"),
    ],
)
def test_L11_what_is_refused_names_its_field_and_makes_nothing(
    change: dict[str, Any], error: type[FieldRefused], path: str
) -> None:
    shop = Shop()
    with pytest.raises(error) as refused:
        shop.shortener.create("u-1", replace(WISH, **change))
    assert [field["path"] for field in refused.value.details["fields"]] == [path]  # type: ignore[attr-defined]  # a list, by its making
    assert shop.store == FakeLinks()
    assert shop.valkey.entries == {}


def test_an_expiry_one_second_from_now_is_accepted() -> None:
    moment = NOON + timedelta(seconds=1)
    assert Shop().shortener.create("u-1", replace(WISH, expires_at=moment)).expires_at == moment


def test_L6_of_two_creators_of_one_alias_the_second_is_refused() -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", replace(WISH, alias="Promo"))
    for alias in ("Promo", "promo", "PROMO"):
        with pytest.raises(AliasTaken):
            shop.shortener.create("u-2", Wish(url="https://x.example/", alias=alias))
    assert (made.code, made.is_alias) == ("Promo", True)
    assert shop.store.links == {"Promo": made}
    assert shop.cached("Promo").target == URL


def test_a_code_that_is_somebodys_alias_is_passed_over() -> None:
    shop = Shop(codes=FakeCodes(wanted=["Bargain", "aB3xY7q"]))
    shop.shortener.create("u-2", replace(WISH, alias="Bargain"))
    assert shop.shortener.create("u-1", WISH).code == "aB3xY7q"


def test_codes_that_are_all_taken_are_given_up_at_last() -> None:
    shop = Shop(codes=FakeCodes(wanted=["Bargain"] * ATTEMPTS))
    shop.shortener.create("u-2", replace(WISH, alias="Bargain"))
    with pytest.raises(AliasTaken):
        shop.shortener.create("u-1", WISH)


def test_L5_sandboxes_that_share_a_table_never_make_one_code_twice() -> None:
    store = FakeLinks()
    shops = [Shop(store=store, codes=LeasedCodes(blocks=store, key=str)) for _ in range(2)]
    made = [shop.shortener.create("u-1", WISH).code for _ in range(100) for shop in shops]
    assert len(set(made)) == len(store.links) == 200


@pytest.mark.parametrize("alias", [None, "Promo"])
def test_L2_a_code_that_was_asked_for_before_is_there_at_once(alias: str | None) -> None:
    shop = Shop()
    code = alias or "code000"
    shop.valkey.put(cache_key(code), UNKNOWN, ttl=60)
    shop.shortener.create("u-1", replace(WISH, alias=alias))
    assert shop.cached(code).target == URL


def test_L2_an_alias_that_was_asked_for_in_lower_case_before_is_there_at_once() -> None:
    shop = Shop()
    shop.valkey.put(cache_key("promo"), UNKNOWN, ttl=60)
    link = shop.shortener.create("u-1", replace(WISH, alias="Promo"))
    assert shop.entry("promo") is None
    shop.valkey.put(cache_key("promo"), alias_value("Promo"), ttl=60)
    shop.library.edit(link.code, "u-1", lambda link: replace(link, title="T"))
    assert shop.valkey.get(cache_key("promo")) == alias_value("Promo")


def test_a_cached_link_ends_within_a_day_and_not_all_at_once() -> None:
    shop = Shop()
    for _ in range(50):
        shop.shortener.create("u-1", WISH)
    ends = {entry.expires_at - NOON for entry in shop.valkey.entries.values()}
    assert len(ends) > 1
    assert timedelta(hours=21) < min(ends) <= max(ends) <= timedelta(hours=24)
