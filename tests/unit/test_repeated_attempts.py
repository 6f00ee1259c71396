"""X6 where an attempt could not tell what became of it: what it made is found, not made again."""

from collections.abc import Callable
from typing import Any

import pytest

from core.errors import Unavailable
from tests.builders import json_body
from tests.fakes.shortening import Site as LinksSite
from tests.fakes.shortening import problem
from tests.fakes.social_site import Site as SocialSite

KEY = {"Idempotency-Key": "key-1"}
URL = "https://a.example/"
SENT: list[tuple[str, dict[str, Any]]] = [
    ("/api/shorten", {"body": {"url": URL}}),
    ("/api/shorten", {"body": {"url": URL, "customAlias": "promo"}}),
    ("/api/shorten/bulk", {"body": {"items": [{"url": URL}, {"url": URL}, "no object"]}}),
    ("/api/urls/import", {"raw_body": f"url,customAlias\n{URL},promo\n{URL},\n"}),
]
UNTOLD = pytest.mark.parametrize("untold", ["died", "failed"])
TWEET = {"text": "Hello #world"}


def answer_lost(store: Any, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next call has its effect, and nobody learns of it."""
    real: Callable[..., object] = getattr(store, method)

    def lost(*arguments: object) -> None:
        monkeypatch.setattr(store, method, real)
        real(*arguments)
        raise Unavailable

    monkeypatch.setattr(store, method, lost)


@UNTOLD
@pytest.mark.parametrize(("path", "sent"), SENT)
def test_X6_links_of_an_attempt_that_could_not_tell_are_found(
    path: str, sent: dict[str, Any], untold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = LinksSite()
    if untold == "failed" and path == "/api/shorten":
        answer_lost(site.shop.store, "create", monkeypatch)
        assert problem(site.asks("POST", path, headers=KEY, **sent))[0] == 503
    else:
        assert site.asks("POST", path, headers=KEY, **sent)["statusCode"] < 300
        site.records.die()
    made = dict(site.shop.store.links)
    assert made
    site.shop.clock.advance(60)
    answer = site.asks("POST", path, headers=KEY, **sent)
    assert answer["statusCode"] < 300
    assert site.shop.store.links == made
    told = json_body(answer)
    shown = [each for each in told.get("items", [told]) if each.get("shortCode")]
    assert sorted(each["shortCode"] for each in shown) == sorted(made)


def test_X6_somebody_elses_alias_and_an_older_one_of_ones_own_stay_taken() -> None:
    site = LinksSite()
    site.shortens(customAlias="promo")
    sent = {"url": URL, "customAlias": "promo"}
    assert problem(site.asks("POST", "/api/shorten", sent, headers=KEY))[1] == "alias_taken"
    other = {**sent, "url": "https://b.example/"}
    site.asks("POST", "/api/shorten", {**other, "customAlias": "mine"}, headers=KEY)
    site.records.die()
    assert problem(site.asks("POST", "/api/shorten", other, headers=KEY))[1] == "alias_taken"


@UNTOLD
def test_X6_a_tweet_of_an_attempt_that_could_not_tell_is_found(
    untold: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = SocialSite()
    parent = site.posts("grace")
    sent = {**TWEET, "replyToId": parent}
    if untold == "failed":
        answer_lost(site.remembered, "put", monkeypatch)
        assert site.asks("ada", "POST", "/api/tweets", sent, key="key-1")["statusCode"] == 503
    else:
        site.asks("ada", "POST", "/api/tweets", sent, key="key-1")
        site.records.die()
    (made,) = site.ids("ada", "/api/users/u-ada/tweets?filter=replies")
    site.clock.advance(60)
    again = site.asks("ada", "POST", "/api/tweets", sent, key="key-1")
    assert (again["statusCode"], json_body(again)["id"]) == (201, made)
    assert site.ids("ada", "/api/users/u-ada/tweets?filter=replies") == [made]
    assert json_body(site.asks("grace", "GET", f"/api/tweets/{parent}"))["replies"] == 1


def test_X6_a_tweet_that_was_deleted_meanwhile_does_not_come_back() -> None:
    site = SocialSite()
    made = json_body(site.asks("ada", "POST", "/api/tweets", TWEET, key="key-1"))["id"]
    site.records.die()
    assert site.asks("ada", "DELETE", f"/api/tweets/{made}")["statusCode"] == 204
    assert site.asks("ada", "POST", "/api/tweets", TWEET, key="key-1")["statusCode"] == 404
    assert site.ids("ada", "/api/users/u-ada/tweets") == []


def test_X6_the_same_key_of_somebody_else_is_another_tweet() -> None:
    site = SocialSite()
    mine, yours = (
        json_body(site.asks(who, "POST", "/api/tweets", TWEET, key="key-1"))["id"]
        for who in ("ada", "grace")
    )
    assert mine != yours
