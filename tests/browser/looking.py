"""What makes a page fit to be seen: axe, its width, what moves in it; and pictures of it.

The pictures lie in ``build/screens/`` for people to look at. A page is loaded once for each width;
its colours change before one's eyes, as the system's do in the evening.
"""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from infra.local.instance import ROOT
from tests.browser.window import Window, moved

SCREENS = ROOT / "build" / "screens"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WIDTHS: dict[str, dict[str, Any]] = {"desktop": {}, "phone": PHONE}  # Any: Playwright's options
SERIOUS = {"serious", "critical"}
# Pictures are here, fonts are here, and a frame has been painted since.
AT_REST = """async () => {
  const eager = [...document.images].filter((image) => image.loading !== 'lazy');
  await Promise.all(eager.map((image) => image.decode().catch(() => undefined)));
  await document.fonts.ready;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


class Looks:
    """All that was found wrong in the pages of a window that were looked at."""

    def __init__(self, window: Window, width: str, prefix: str = "") -> None:
        self._window, self._width, self._prefix = window, width, prefix
        self.wrong: list[str] = []

    def goes(self, path: str, name: str) -> Page:
        """To a page, and looks at the whole of it."""
        page = self._window.goes(path)
        self.at(name, loaded=True)
        return page

    def at(self, name: str, *, whole: bool = True, loaded: bool = False) -> None:
        """``whole``: past the window's end, which what floats over a page is not. ``loaded``: just
        now, so that nothing may have moved yet.
        """
        page, called = self._window.page, f"{self._prefix}{name}"
        page.evaluate(AT_REST)
        found = {*(moved(page) if loaded else ()), *_too_wide(page)}
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours)
            page.evaluate(AT_REST)
            found |= set(_barred(page))
            photograph(page, f"{called}.{self._width}-{colours}.png", whole=whole)
        page.emulate_media(color_scheme="light")
        self.wrong += [f"{called}: {finding}" for finding in sorted(found)]

    def are_good(self) -> None:
        assert self.wrong == [], "\n".join(self.wrong)


def photograph(page: Page, name: str, *, whole: bool = True) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / name, full_page=whole, animations="disabled")


def _barred(page: Page) -> list[str]:
    """What axe holds to be seriously wrong."""
    return [
        f"{violation['id']} ({violation['impact']}): {node['html'][:160]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
    ]


def _too_wide(page: Page) -> list[str]:
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return ["wider than its window"] if wide else []
