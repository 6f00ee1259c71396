"""Every page in both themes, wide and narrow: photographed, and looked over by axe.

The pictures lie in ``build/screens/`` for people to look at; a page that is wider than its window
or that axe finds seriously wrong fails.
"""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from infra.local.instance import ROOT
from infra.local.people import DEMO
from tests.browser.window import Window
from tests.e2e.behind import Behind
from tests.e2e.people import Person, sign_up

SCREENS = ROOT / "build" / "screens"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LOOKS: dict[str, dict[str, Any]] = {  # Any: Playwright's options of a context
    "desktop-light": {"color_scheme": "light"},
    "desktop-dark": {"color_scheme": "dark"},
    "phone-light": {"color_scheme": "light", **PHONE},
    "phone-dark": {"color_scheme": "dark", **PHONE},
}
OUTSIDE = ("/", "/sign-in", "/sign-up", "/confirm", "/reset", "/no/such/page/here")
INSIDE = (
    "/links",
    "/links/demo-docs",
    "/feed",
    "/notifications",
    "/search",
    "/search?q=the",
    "/bookmarks",
    "/people/nora",
    "/people/nora/followers",
    "/account",
)
SERIOUS = {"serious", "critical"}


@pytest.fixture(scope="session")
def demo(behind: Behind) -> Person:
    """The demo user, whose panels are full."""
    return sign_up(behind, DEMO)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("look", LOOKS)
def test_every_page_is_fit_to_be_seen(
    open_window: Callable[..., Window], demo: Person, look: str
) -> None:
    first = demo.ok("GET", "/api/timeline/home").json["tweets"][0]["id"]
    wrong: list[str] = []
    for person, paths in ((None, OUTSIDE), (demo, (*INSIDE, f"/tweet/{first}"))):
        window = open_window(person, **LOOKS[look])
        for path in paths:
            page = window.goes(path)
            wrong += [f"{path}: {finding}" for finding in findings(page)]
            name = path.replace(first, "one").strip("/").replace("/", "-") or "welcome"
            photograph(page, f"{name.replace('?', '-').replace('=', '-')}.{look}.png")
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("look", LOOKS)
def test_every_dialog_is_fit_to_be_seen(
    open_window: Callable[..., Window], demo: Person, look: str
) -> None:
    window = open_window(demo, **LOOKS[look])
    wrong: list[str] = []

    def look_at(page: Page, name: str) -> None:
        page.get_by_role("dialog").first.wait_for()
        wrong.extend(f"{name}: {finding}" for finding in findings(page))
        photograph(page, f"dialog-{name}.{look}.png")

    page = window.goes("/links")
    page.get_by_role("button", name="More options").click()
    wrong.extend(f"options: {finding}" for finding in findings(page))
    photograph(page, f"links-options.{look}.png")
    page.get_by_role("button", name="QR code of demo-docs").click()
    look_at(page, "qr")
    page = window.goes("/links")
    page.get_by_role("button", name="More for demo-docs").click()
    photograph(page, f"menu.{look}.png")
    page.get_by_role("menuitem", name="Edit").click()
    look_at(page, "edit")
    page = window.goes("/feed")
    page.get_by_role("button", name="Reply, ").first.click()
    look_at(page, "reply")
    assert wrong == [], "\n".join(wrong)


def findings(page: Page) -> list[str]:
    """What axe holds to be seriously wrong, and a page that scrolls sideways."""
    found = [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than its window")
    return found


def photograph(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(350)  # charts and pictures come to rest
    page.screenshot(path=SCREENS / name)
