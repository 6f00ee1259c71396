"""The feed where its line is bad: no socket, an answer that is no; and past its first page."""

import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.window import Window
from tests.e2e.people import Person
from tests.e2e.tweeting import all_of
from tests.e2e.waiting import eventually

Open = Callable[..., Window]
People = Callable[[], Person]
LOOKS_EVERY = 30_000  # ms, where there is no socket
MORE_THAN_A_PAGE = 23


def refused_ticket(route: Route) -> None:
    """The platform hangs up on whoever comes with it."""
    answer = route.fetch()
    url = answer.json()["url"].partition("?")[0]
    route.fulfill(response=answer, json={"url": f"{url}?ticket=nobody"})


def test_where_the_socket_is_refused_tweets_and_notifications_come_by_asking(
    open_window: Open, people: People
) -> None:
    ada, grace = people(), people()
    grace.ok("POST", f"/api/users/{ada.username}/follow")
    window = open_window(grace)
    window.forgiven.append(r"WebSocket connection to .* failed")
    window.page.clock.install()
    window.page.route("**/api/live/ticket", refused_ticket)
    page = window.goes("/feed")
    expect(page.get_by_role("heading", name="It is quiet here")).to_be_visible()
    ada.ok("POST", "/api/tweets", {"text": f"Do you hear me, @{grace.username}?"})
    eventually(lambda: grace.ok("GET", "/api/timeline/home").json["tweets"])
    eventually(lambda: grace.ok("GET", "/api/notifications/unread").json["count"])
    expect(page.get_by_role("button", name="Show 1 new tweet")).to_have_count(0)
    page.clock.fast_forward(LOOKS_EVERY + 1)
    page.get_by_role("button", name="Show 1 new tweet").click()
    expect(page.get_by_text("Do you hear me")).to_be_visible()
    page.get_by_role("link", name="Notifications, 1 new").click()
    mention = page.get_by_role("link", name=f"{ada.username} mentioned you")
    expect(mention).to_be_visible()


def test_a_like_and_a_retweet_that_fail_are_taken_back_and_said(
    open_window: Open, people: People
) -> None:
    ada = people()
    tweet = ada.ok("POST", "/api/tweets", {"text": "Nothing of this lasts"}).json["id"]
    window = open_window(ada)
    window.forgiven.append(r"status of 503")
    page = window.goes(f"/tweet/{tweet}")
    for name, path in (("Like", "like"), ("Retweet", "retweet")):
        held = holding(page, f"**/api/tweets/{tweet}/{path}")
        page.get_by_role("button", name=f"{name}, 0").click()
        on = page.get_by_role("button", name=f"{name}, 1")
        expect(on).to_have_attribute("aria-pressed", "true")  # before there is an answer
        held.pop().fulfill(status=503, json={})
        off = page.get_by_role("button", name=f"{name}, 0")
        expect(off).to_have_attribute("aria-pressed", "false")
        expect(page.get_by_text("Something went wrong on our side.")).to_be_visible()
    shown = ada.ok("GET", f"/api/tweets/{tweet}").json
    assert (shown["likes"], shown["retweets"]) == (0, 0)


def holding(page: Page, requests: str) -> list[Route]:
    """Requests that get no answer until one is given."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(requests, hold)
    return held


@pytest.fixture
def talker(people: People) -> tuple[Person, str]:
    """Somebody who has said more than a page, under one tag."""
    ada, tag = people(), f"tag{secrets.token_hex(4)}"
    for number in range(MORE_THAN_A_PAGE):
        ada.ok("POST", "/api/tweets", {"text": f"Number {number:02} of #{tag}"})
    tagged = f"/api/search?q=%23{tag}"
    eventually(lambda: all_of(ada, tagged), until=lambda seen: len(seen) == MORE_THAN_A_PAGE)
    return ada, tag


def test_the_next_page_comes_when_one_scrolls_at_home_and_in_a_search(
    open_window: Open, talker: tuple[Person, str]
) -> None:
    ada, tag = talker
    window = open_window(ada)
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    for path, name in (("/feed", "Home timeline"), (f"/search?q=%23{tag}", "Tweets found")):
        asked.clear()
        page = window.goes(path)
        tweets = page.get_by_role("list", name=name).get_by_role("article")
        expect(tweets).to_have_count(20)
        assert not [url for url in asked if "cursor=" in url]  # none before it is wanted
        tweets.last.scroll_into_view_if_needed()
        expect(tweets).to_have_count(MORE_THAN_A_PAGE)
        said = [text[: len("Number 00")] for text in tweets.locator("p").all_inner_texts()]
        wanted = [f"Number {number:02}" for number in reversed(range(MORE_THAN_A_PAGE))]
        assert [text for text in said if text.startswith("Number")] == wanted
        assert len([url for url in asked if "cursor=" in url]) == 1
