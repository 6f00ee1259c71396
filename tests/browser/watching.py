"""Films for the browser: made by ffmpeg as a phone makes them, and what a player is seen to do."""

import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, Response, TimeoutError

from tests.browser.window import Window
from tests.e2e.behind import Behind
from tests.e2e.filming import ffmpeg

STREAMS = "video.handlers.streams.handler"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:30.000\nA clock runs\n\n00:30.000 --> 01:30.000\nStill\n"
# Told by the page itself, so that nothing between two looks is missed.
WATCHED = """() => {
  const video = document.querySelector('video');
  window.stalls = 0;
  window.backwards = 0;
  let last = video.currentTime;
  video.addEventListener('waiting', () => { if (!video.seeking) window.stalls += 1; });
  video.addEventListener('timeupdate', () => {
    if (video.currentTime < last) window.backwards += 1;
    last = video.currentTime;
  });
}"""
# Where playing began, as the first picture has it.
BEGINNING = """document.addEventListener('playing', ({ target }) => {
  window.beganAt ??= target.currentTime;
}, true);"""
# Where it was left: by the page itself, for it plays on until it is gone.
LEAVING = """addEventListener('pagehide', () => {
  localStorage.setItem('left', document.querySelector('video').currentTime);
})"""
SEGMENT = re.compile(r"_(240p|480p|720p|1080p|4K)_\d+\.cmfv$")


def phone_clip(path: Path, seconds: int, *, size: str = "480x854") -> Path:
    """Upright, with a tone, and no two of the same bytes."""
    hue = secrets.randbelow(360)
    ffmpeg(
        *("-f", "lavfi", "-i", f"testsrc2=s={size}:r=25:d={seconds},hue=h={hue}"),
        *("-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", "-shortest"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "28", "-pix_fmt", "yuv420p"),
        *("-c:a", "aac", str(path)),
    )
    return path


@contextmanager
def tokens_of(behind: Behind, seconds: int) -> Iterator[None]:
    """Playback tokens that are good for so long, as a stage's setting makes them."""
    client = behind.client("lambda")
    pages = client.get_paginator("list_functions").paginate()
    (found,) = (f for page in pages for f in page["Functions"] if f.get("Handler") == STREAMS)
    name, before = found["FunctionName"], found["Environment"]["Variables"]

    def put(variables: dict[str, str]) -> None:
        client.update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )
        client.get_waiter("function_updated_v2").wait(FunctionName=name)

    put({**before, "TOKEN_SECONDS": str(seconds)})
    try:
        yield
    finally:
        put(before)


class Loaded:
    """What a page asked of a film's folder: (seconds since 1970, token, file, status)."""

    def __init__(self, page: Page) -> None:
        self.files: list[tuple[float, str, str, int]] = []
        page.on("response", self._hear)

    def _hear(self, response: Response) -> None:
        parts = urlsplit(response.url).path.split("/")
        if parts[1] == "t":
            at = response.request.timing["startTime"] / 1000
            self.files.append((at, parts[2], parts[-1], response.status))

    def rungs(self, since: float = 0.0) -> list[str]:
        """Of the segments that were asked for since then, in their order."""
        named = ((at, SEGMENT.search(file)) for at, _, file, _ in self.files if at >= since)
        return [found[1] for _, found in sorted(named, key=lambda each: each[0]) if found]

    @property
    def tokens(self) -> list[str]:
        return list(dict.fromkeys(token for _, token, _, _ in self.files))


def position(page: Page) -> float:
    return float(page.evaluate("document.querySelector('video').currentTime"))


def plays_to(page: Page, second: float, *, patience: float = 180) -> None:
    until(page, f"video.currentTime >= {second}", patience=patience)


def until(page: Page, fact: str, *, patience: float = 60) -> None:
    """Looks again and again: Playwright's own waiting is refused by the page's policy."""
    end = time.monotonic() + patience
    script = f"(() => {{ const video = document.querySelector('video'); return {fact}; }})()"
    while not page.evaluate(script):
        assert time.monotonic() < end, f"{fact} does not come to be"
        page.wait_for_timeout(100)


def begins(page: Page) -> None:
    """By itself, or by its button where the browser wants a click; perhaps while one looks for it,
    and then there is no such button any more.
    """
    end = time.monotonic() + 60
    while page.evaluate("document.querySelector('video').paused"):
        assert time.monotonic() < end, "it does not begin"
        with suppress(TimeoutError):
            page.get_by_role("button", name="Play", exact=True).click(timeout=3_000)


def starts(window: Window, video_id: str) -> Page:
    """The film's page, playing."""
    page = window.goes(f"/watch/{video_id}")
    page.locator("video").wait_for()
    until(page, "video.readyState >= 2")
    page.wait_for_timeout(300)
    begins(page)
    return page


def ended(page: Page) -> Any:  # Any: Playwright's own context of an expected request
    """Leaving says where: the request is on its way before the page is gone."""

    def of_end(request: Request) -> bool:
        return request.url.endswith("/end")

    return page.expect_request(of_end)
