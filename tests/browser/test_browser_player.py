"""The player in a real browser: its rungs, its captions and its keys, on one film."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import Loaded, plays_to, position, starts, until
from tests.browser.window import Window
from tests.e2e.filming import record
from tests.e2e.people import Person

pytestmark = pytest.mark.timeout(600)  # the first of them has the film made

Open = Callable[..., Window]
Shown = tuple[Person, str]
LOW, HIGH = "240p", "480p"
AUTO = re.compile(rf"Auto \(({LOW}|{HIGH})\)")
PATIENCE = 180.0  # seconds, on a busy machine
SPOKEN = """[...video.textTracks].filter(({ mode }) => mode === 'showing')
  .flatMap(({ activeCues }) => [...(activeCues ?? [])].map(({ text }) => text)).join()"""


def fetches(page: Page, loaded: Loaded, rung: str, since: float, *, times: int = 1) -> None:
    """So many segments of the rung, whatever else."""
    end = time.monotonic() + PATIENCE
    while loaded.rungs(since).count(rung) < times:
        assert time.monotonic() < end, f"no {rung} since, but {loaded.rungs(since)}"
        page.wait_for_timeout(100)


@contextmanager
def line_of(page: Page, bits: float) -> Iterator[None]:
    """The browser loads no more than that in a second."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    limits = {"offline": False, "latency": 0, "uploadThroughput": -1}
    session.send("Network.emulateNetworkConditions", {**limits, "downloadThroughput": bits / 8})
    yield
    session.send("Network.emulateNetworkConditions", {**limits, "downloadThroughput": -1})
    session.detach()


def test_a_rung_that_is_chosen_is_the_only_one_fetched_until_it_is_left_to_the_player(
    open_window: Open, ada: Person, shown: Shown
) -> None:
    window = open_window(ada)
    loaded = Loaded(window.page)
    page = starts(window, shown[1])
    quality = page.get_by_label("Quality")
    expect(quality.locator("option")).to_have_text([AUTO, HIGH, LOW])
    quality.select_option(LOW)
    chosen = time.time()
    fetches(page, loaded, LOW, chosen, times=3)
    assert set(loaded.rungs(chosen)) == {LOW}
    expect(quality.locator("option").first).to_have_text("Auto")
    page.get_by_label("Player: ").focus()
    page.keyboard.press("5")  # far from all that is there
    moved = time.time()
    fetches(page, loaded, LOW, moved)
    assert set(loaded.rungs(chosen)) == {LOW}
    quality.select_option("-1")
    fetches(page, loaded, HIGH, time.time())
    expect(quality.locator("option").first).to_have_text(AUTO)


def test_the_rung_goes_down_on_a_slow_line_and_up_again_on_a_fast_one(
    open_window: Open, ada: Person, shown: Shown
) -> None:
    rates = {each["profile"]: each["bitrate"] for each in record(ada, shown[1])["profiles"]}
    window = open_window(ada)
    loaded = Loaded(window.page)
    page = starts(window, shown[1])
    fetches(page, loaded, HIGH, 0)
    with line_of(page, 0.9 * rates[HIGH]):
        began = time.time()
        page.get_by_label("Player: ").focus()
        page.keyboard.press("5")  # with nothing ahead there
        fetches(page, loaded, LOW, began)
    fetches(page, loaded, HIGH, time.time())
    expect(page.get_by_label("Quality").locator("option").first).to_have_text(f"Auto ({HIGH})")


def test_the_player_is_steered_by_keys_and_its_captions_are_switched(
    open_window: Open, ada: Person, shown: Shown
) -> None:
    page = starts(open_window(ada), shown[1])
    plays_to(page, 1)
    page.get_by_label("Player: ").focus()
    press = page.keyboard.press
    press("k")
    until(page, "video.paused")
    press("Space")
    until(page, "!video.paused")
    press("k")
    until(page, "video.paused")
    press("1")
    lasting = float(page.evaluate("document.querySelector('video').duration"))
    assert position(page) == lasting / 10
    for key, by in (("ArrowRight", 5), ("l", 10), ("j", -10), ("ArrowLeft", -5)):
        before = position(page)
        press(key)
        assert abs(position(page) - before - by) < 0.01, key
    press("0")
    press("ArrowLeft")
    assert position(page) == 0
    press("ArrowDown")
    until(page, "Math.abs(video.volume - 0.95) < 0.001")
    press("ArrowUp")
    until(page, "video.volume === 1")
    for muted in ("video.muted", "!video.muted"):
        press("m")
        until(page, muted)
    for full in ("document.fullscreenElement?.contains(video)", "!document.fullscreenElement"):
        press("f")
        until(page, full)
    captions = page.get_by_label("Captions")
    press("c")
    expect(captions.locator("option:checked")).to_have_text("English")
    until(page, f"{SPOKEN} === 'A clock runs'")
    press("c")
    until(page, f"{SPOKEN} === ''")
    captions.select_option("English")
    until(page, f"{SPOKEN} === 'A clock runs'")
    captions.select_option("Off")
    until(page, f"{SPOKEN} === ''")
