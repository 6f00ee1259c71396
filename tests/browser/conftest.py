"""A real browser at the deployed stack, as the end-to-end tests have it.

There is no skipping: without a browser or a stack every test here fails with a sentence that says
what to do. Whatever a test does, an error on the browser's console fails it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium
from tests.browser.showing import shown_once
from tests.browser.window import Window, opened
from tests.e2e.behind import Behind
from tests.e2e.people import Person, sign_up
from tests.e2e.stack import NoStack, Stack, described, described_in, taking_turns

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("alone") is not None)


@pytest.fixture(scope="session")
def stack() -> Stack:
    try:
        return described(described_in())
    except NoStack as problem:
        pytest.fail(str(problem), pytrace=False)


@pytest.fixture(autouse=True)
def undisturbed(request: pytest.FixtureRequest) -> Iterator[None]:
    request.getfixturevalue("stack")  # there is one, or the test fails here
    with taking_turns(alone=request.node.get_closest_marker("alone") is not None):
        yield


@pytest.fixture(scope="session")
def behind(stack: Stack) -> Behind:
    return Behind(stack)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        executable = chromium.path()
    except chromium.NoBrowser as problem:
        pytest.fail(str(problem), pytrace=False)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=executable, args=chromium.arguments())
        yield launched
        launched.close()


@pytest.fixture
def people(behind: Behind) -> Callable[[], Person]:
    """As many users as a test wants."""
    return lambda: sign_up(behind)


@pytest.fixture
def ada(people: Callable[[], Person]) -> Person:
    """Somebody who may play films."""
    person = people()
    person.ok("PUT", "/api/me/subscription", {"plan": "premium"})
    return person


@pytest.fixture(scope="session")
def shown(
    behind: Behind, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> tuple[Person, str]:
    """A film that was watched, with whose it is."""
    own = tmp_path_factory.getbasetemp()
    return shown_once(behind, own.parent if hasattr(request.config, "workerinput") else own)


@pytest.fixture
def open_window(browser: Browser, stack: Stack) -> Iterator[Callable[..., Window]]:
    """Windows of people of their own; what their consoles complained of fails the test."""
    windows: list[Window] = []

    def open_one(person: Person | None = None, **options: object) -> Window:
        window = opened(browser, stack, person, **options)
        windows.append(window)
        return window

    yield open_one
    complaints = [complaint for window in windows for complaint in window.complaints]
    for window in windows:
        window.close()
    assert complaints == []
