"""A browser's window at the client, and what its console complained of."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.e2e.people import Person, signed_in
from tests.e2e.stack import Stack

PATIENCE = 60_000  # ms; a loaded machine is slow, and no test depends on how long it takes
KEPT = "triptych.session"
DESKTOP = {"width": 1280, "height": 860}
SKELETONS = ".skeleton"
# As web-vitals counts it, but all of it: nothing moves that nobody moved.
MOVING = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    const named = ({ node }) => node?.outerHTML?.slice(0, 80) ?? node?.nodeName ?? '?';
    if (!hadRecentInput) window.moved.push({ value, what: sources.map(named) });
  }
}).observe({ type: 'layout-shift', buffered: true });
"""
STILL = 0.1  # of web-vitals: "good"


@dataclass
class Window:
    """``forgiven``: complaints a test provokes, as patterns."""

    url: str
    context: BrowserContext
    page: Page
    forgiven: list[str] = field(default_factory=list)
    _heard: list[str] = field(default_factory=list)

    def goes(self, path: str) -> Page:
        """To a page of the client, and waits until it has what it shows."""
        self.page.goto(f"{self.url}/app{path}")
        self.settled()
        return self.page

    def settled(self) -> None:
        expect(self.page.locator("main :is(h1, h2)").first).to_be_visible()
        expect(self.page.locator(SKELETONS)).to_have_count(0)

    def listens(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", lambda error: self._heard.append(f"uncaught: {error}"))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._heard.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    @property
    def complaints(self) -> list[str]:
        def forgiven(complaint: str) -> bool:
            return any(re.search(pattern, complaint) for pattern in self.forgiven)

        return [each for each in self._heard if not forgiven(each)]

    def close(self) -> None:
        self.context.close()


# Any: Playwright's own options of a context.
def opened(browser: Browser, stack: Stack, person: Person | None, **options: Any) -> Window:
    """``person`` is signed in already, as after a reload."""
    context = browser.new_context(**{"viewport": DESKTOP, **options})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    if person is not None:
        kept = json.dumps(signed_in(person.behind, person.username)["RefreshToken"])
        context.add_init_script(f"sessionStorage.setItem('{KEPT}', {kept})")
    context.add_init_script(MOVING)
    page = context.new_page()
    window = Window(url=stack.url, context=context, page=page)
    window.listens(page)
    return window


def moved(page: Page) -> list[str]:
    """What moved since the page was loaded, where all of it is more than may be."""
    seen = page.evaluate("window.moved")
    if sum(shift["value"] for shift in seen) <= STILL:
        return []
    return [f"moves by {shift['value']:.3f}: {', '.join(shift['what'])}" for shift in seen]
