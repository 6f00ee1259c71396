"""Every page but those of films, wide and narrow, light and dark: full, empty, absent."""

from collections.abc import Callable

import pytest

from infra.local.people import DEMO
from tests.browser.looking import WIDTHS, Looks
from tests.browser.window import Window
from tests.e2e.behind import Behind
from tests.e2e.people import Person, sign_up

Open = Callable[..., Window]
OUTSIDE = ("/", "/sign-in", "/sign-up", "/confirm", "/reset", "/no/such/page/here")
INSIDE = (
    "/links",
    "/links/demo-docs",
    "/feed",
    "/notifications",
    "/search",
    "/search?q=the",
    "/search?q=zzqxw",
    "/bookmarks",
    "/people/nora",
    "/people/nora/followers",
    "/account",
)
EMPTY = ("/links", "/feed", "/notifications", "/bookmarks")
ABSENT = ("/links/nothing", "/people/no-body", "/tweet/1")


@pytest.fixture(scope="session")
def demo(behind: Behind) -> Person:
    """The demo user, whose panels are full."""
    return sign_up(behind, DEMO)


def named(path: str) -> str:
    return path.strip("/").translate(str.maketrans("/?=", "---")) or "welcome"


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_fit_to_be_seen(open_window: Open, demo: Person, width: str) -> None:
    outside = Looks(open_window(**WIDTHS[width]), width)
    for path in OUTSIDE:
        outside.goes(path, named(path))
    inside = Looks(open_window(demo, **WIDTHS[width]), width)
    for path in INSIDE:
        inside.goes(path, named(path))
    first = demo.ok("GET", "/api/timeline/home").json["tweets"][0]["id"]
    inside.goes(f"/tweet/{first}", "tweet-one")
    inside.wrong += outside.wrong
    inside.are_good()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_empty_and_every_absent_page_is_fit_to_be_seen(
    open_window: Open, people: Callable[[], Person], width: str
) -> None:
    person = people()
    window = open_window(person, **WIDTHS[width])
    window.forgiven.append(r"status of (404|422)")
    looks = Looks(window, width)
    for path in EMPTY:
        looks.goes(path, f"{named(path)}-empty")
    looks.goes(f"/people/{person.username}", "people-empty")
    for path in ABSENT:
        looks.goes(path, f"{named(path)}-absent")
    window.forgiven.append(r"status of 503")
    window.page.route("**/api/urls*", lambda route: route.fulfill(status=503, json={}))
    window.page.goto(f"{window.url}/app/links")
    window.page.get_by_role("alert").first.wait_for()
    looks.at("links-failing")
    looks.are_good()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_dialog_is_fit_to_be_seen(open_window: Open, demo: Person, width: str) -> None:
    window = open_window(demo, **WIDTHS[width])
    looks = Looks(window, width)

    def dialog(name: str) -> None:
        window.page.get_by_role("dialog").first.wait_for()
        looks.at(f"dialog-{name}", whole=False)

    page = window.goes("/links")
    page.get_by_role("button", name="More options").click()
    looks.at("links-options")
    page.get_by_role("button", name="QR code of demo-docs").click()
    dialog("qr")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More for demo-docs").click()
    looks.at("menu", whole=False)
    page.get_by_role("menuitem", name="Edit").click()
    dialog("edit")
    page = window.goes("/feed")
    page.get_by_role("button", name="Reply, ").first.click()
    dialog("reply")
    looks.are_good()
