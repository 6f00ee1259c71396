"""Facts about reports, and about what administrators keep from everybody: requests on fakes."""

import json
from dataclasses import replace
from typing import Any

import pytest

from contracts.http.social_moderation import ROUTES
from core.cursor import Cursors
from core.http.api import build
from core.http.guard import Guard
from social.access import Access
from social.adapters.tweet_items import item_of
from social.changes import EntryJudged, decoded
from social.model import Entry, Person
from social.moderation.judging import Moderation
from social.moderation.operations import ModerationOperations
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body
from tests.fakes.reports import FakeReports
from tests.fakes.social import FakeGraph, FakePeople, FakeTweets
from tests.fakes.social_site import Site as Social

ADMIN = {"admin": True}
REPORTS = "/api/admin/tweets/reports"
PEOPLE = "/api/admin/users/reports"


class Site:
    """The API of tweets, and that of moderation over the same world."""

    def __init__(self) -> None:
        self.social = Social()
        world = self.social.world
        tweets, people = FakeTweets(world), FakePeople(world)
        self.tweet_reports, self.user_reports = FakeReports(), FakeReports()
        moderation = Moderation(
            access=Access(tweets=tweets, graph=FakeGraph(world), people=people),
            tweets=tweets,
            remembered=self.social.remembered,
            tweet_reports=self.tweet_reports,
            user_reports=self.user_reports,
            clock=self.social.clock,
        )
        operations = ModerationOperations(
            moderation=moderation,
            tweets=tweets,
            people=people,
            cursors=Cursors(secret=lambda: "secret"),
        )
        self.handler = build(
            routes=ROUTES,
            operations=operations.by_name(),
            guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
        )

    def asks(
        self, who: str, method: str, path: str, body: object = None, **more: Any
    ) -> dict[str, Any]:
        route, _, query = path.partition("?")
        caller = claims(f"u-{who}", username=who, **more)
        return self.handler(
            http_event(method, route, body=body, query=query, authorizer=caller), None
        )

    def reports(self, who: str, path: str, reason: str = "spam", note: str = "") -> int:
        body = {"reason": reason, "note": note}
        status: int = self.asks(who, "POST", f"{path}/report", body)["statusCode"]
        return status

    def decides(self, method: str, path: str) -> int:
        status: int = self.asks("root", method, path, **ADMIN)["statusCode"]
        return status

    def waiting(self, path: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = json_body(self.asks("root", "GET", path, **ADMIN))["items"]
        return items


@pytest.fixture
def site() -> Site:
    return Site()


def test_a_reported_tweet_comes_before_an_administrator(site: Site) -> None:
    tweet = site.social.posts("ada", "Buy now!")
    assert site.reports("grace", f"/api/tweets/{tweet}", note=" rude ") == 202
    assert site.reports("edsger", f"/api/tweets/{tweet}", reason="illegal") == 202
    assert site.asks("grace", "GET", REPORTS)["statusCode"] == 403
    (entry,) = site.waiting(REPORTS)
    assert {k: v for k, v in entry.items() if not k.endswith("At")} == {
        "id": tweet,
        "userId": "u-ada",
        "text": "Buy now!",
        "reports": 2,
        "reasons": {"spam": 1, "illegal": 1},
        "lastNote": "",
    }
    assert site.decides("DELETE", f"{REPORTS}/{tweet}") == 204
    assert site.waiting(REPORTS) == []
    assert site.social.ok("grace", "GET", f"/api/tweets/{tweet}")["text"] == "Buy now!"


def test_somebody_is_reported_by_name_or_id_as_one(site: Site) -> None:
    for user in ("Ada", "u-ada"):
        assert site.reports("grace", f"/api/users/{user}") == 202
    (entry,) = site.waiting(PEOPLE)
    assert (entry["id"], entry["username"], entry["reports"]) == ("u-ada", "ada", 2)
    assert site.decides("DELETE", f"{PEOPLE}/u-ada") == 204
    assert site.waiting(PEOPLE) == []


def test_also_who_blocks_the_reporter_is_reported(site: Site) -> None:
    site.social.ok("ada", "POST", "/api/users/grace/block")
    assert site.reports("grace", "/api/users/ada") == 202


def test_what_is_not_there_is_not_reported(site: Site) -> None:
    tweet = site.social.posts("ada")
    site.social.asks("ada", "DELETE", f"/api/tweets/{tweet}")
    assert site.reports("grace", f"/api/tweets/{tweet}") == 404
    assert site.reports("grace", "/api/tweets/nothing") == 404
    assert site.reports("grace", "/api/users/nobody") == 404
    assert site.reports("ada", "/api/users/ada") == 422
    assert (site.tweet_reports.reports, site.user_reports.reports) == ({}, {})


def test_X9_a_report_without_a_reason_names_the_field(site: Site) -> None:
    answer = site.asks("grace", "POST", "/api/users/ada/report", {"reason": "boring"})
    assert answer["statusCode"] == 422
    assert json_body(answer)["error"]["details"]["fields"][0]["path"] == "reason"


def test_reports_are_paged_by_cursor_and_what_was_deleted_has_no_text(site: Site) -> None:
    tweets = [site.social.posts("ada", f"number {n}") for n in range(3)]
    for tweet in tweets:
        site.reports("grace", f"/api/tweets/{tweet}")
    site.social.asks("ada", "DELETE", f"/api/tweets/{tweets[0]}")
    found, cursor = [], ""
    while cursor is not None:
        more = f"&cursor={cursor}" if cursor else ""
        page = json_body(site.asks("root", "GET", f"{REPORTS}?limit=2{more}", **ADMIN))
        found += [(each["id"], each["text"]) for each in page["items"]]
        cursor = page["nextCursor"]
    assert found == [(tweets[0], ""), (tweets[1], "number 1"), (tweets[2], "number 2")]


def shows(site: Site, tweet: str, quoting: str) -> dict[str, bool]:
    """Where Grace finds a tweet of Ada's that she retweeted, kept and quoted."""
    social = site.social
    return {
        "author": tweet in social.ids("grace", "/api/users/ada/tweets"),
        "retweet": tweet in social.ids("edsger", "/api/users/grace/tweets"),
        "bookmarks": tweet in social.ids("grace", "/api/bookmarks"),
        "quote": social.ok("edsger", "GET", f"/api/tweets/{quoting}")["quote"] is not None,
        "itself": social.asks("grace", "GET", f"/api/tweets/{tweet}")["statusCode"] == 200,
    }


def test_S3_a_banned_tweet_is_gone_everywhere_and_comes_back_with_everything(site: Site) -> None:
    social = site.social
    tweet = social.posts("ada", "Too much")
    for word in ("like", "retweet", "bookmark"):
        social.ok("grace", "POST", f"/api/tweets/{tweet}/{word}")
    quoting = social.posts("grace", "Look", quoteId=tweet)
    site.reports("edsger", f"/api/tweets/{tweet}")
    assert set(shows(site, tweet, quoting).values()) == {True}

    assert site.decides("POST", f"/api/admin/tweets/{tweet}/ban") == 204
    assert site.decides("POST", f"/api/admin/tweets/{tweet}/ban") == 204
    assert site.waiting(REPORTS) == []
    assert set(shows(site, tweet, quoting).values()) == {False}
    assert social.remembered.entries[tweet].gone
    for method, path in (("GET", ""), ("POST", "/like"), ("GET", "/thread"), ("GET", "/likes")):
        path = f"/api/tweets/{tweet}{path}"
        assert social.code("grace", method, path) == (451, "tweet_banned")
    assert social.code("ada", "POST", "/api/tweets", {"text": "x", "replyToId": tweet})[0] == 451
    assert site.reports("grace", f"/api/tweets/{tweet}") == 451

    assert site.decides("DELETE", f"/api/admin/tweets/{tweet}/ban") == 204
    assert set(shows(site, tweet, quoting).values()) == {True}
    assert not social.remembered.entries[tweet].gone
    assert social.ok("grace", "GET", f"/api/tweets/{tweet}")["likes"] == 1


def test_who_is_blocked_by_the_author_is_not_told_of_a_ban(site: Site) -> None:
    tweet = site.social.posts("ada")
    site.social.ok("ada", "POST", "/api/users/grace/block")
    site.decides("POST", f"/api/admin/tweets/{tweet}/ban")
    assert site.social.code("grace", "GET", f"/api/tweets/{tweet}")[0] == 404


def test_the_author_can_delete_a_banned_tweet_and_then_there_is_none_to_let_in(site: Site) -> None:
    tweet = site.social.posts("ada")
    site.decides("POST", f"/api/admin/tweets/{tweet}/ban")
    assert site.social.asks("ada", "DELETE", f"/api/tweets/{tweet}")["statusCode"] == 204
    assert site.decides("DELETE", f"/api/admin/tweets/{tweet}/ban") == 404
    assert site.decides("POST", "/api/admin/tweets/nothing/ban") == 404


def test_nothing_of_a_banned_person_is_shown(site: Site) -> None:
    social, world = site.social, site.social.world
    tweet = social.posts("ada", "Hello")
    quoting = social.posts("grace", "Look", quoteId=tweet)
    social.ok("grace", "POST", f"/api/tweets/{tweet}/bookmark")
    social.ok("grace", "POST", "/api/users/ada/follow")
    here: Person = world.people["u-ada"]
    world.people["u-ada"] = replace(here, banned=True)
    assert social.code("grace", "GET", "/api/users/ada") == (404, "user_not_found")
    assert social.code("grace", "GET", "/api/users/ada/tweets")[0] == 404
    assert social.code("grace", "GET", f"/api/tweets/{tweet}") == (404, "tweet_not_found")
    assert social.code("grace", "POST", f"/api/tweets/{tweet}/like")[0] == 404
    assert social.ok("edsger", "GET", f"/api/tweets/{quoting}")["quote"] is None
    assert social.ids("grace", "/api/bookmarks") == []
    assert social.ids("edsger", "/api/users/grace/following") == []
    world.people["u-ada"] = here
    assert social.ids("grace", "/api/bookmarks") == [tweet]
    assert social.ok("edsger", "GET", f"/api/tweets/{quoting}")["quote"]["id"] == tweet


def record(before: Entry, now: Entry) -> bytes:
    keys = {"id": {"S": now.id}}
    change = {"Keys": keys, "OldImage": item_of(before), "NewImage": item_of(now)}
    return json.dumps({"dynamodb": change}).encode()


def test_a_ban_and_its_end_are_told_by_the_stream_and_an_edit_is_not() -> None:
    entry = Entry(id="1", author_id="u-ada", at=1, text="x")
    banned = replace(entry, banned_at=5, version=2)
    for before, now in ((entry, banned), (banned, replace(entry, version=3))):
        assert decoded(record(before, now)) == EntryJudged(id="1", item=item_of(now))
    assert decoded(record(entry, replace(entry, links={"a": "b"}, version=2))) is None
