"""The stack, people and visitors of the end-to-end tests.

There is no skipping: without a deployed stack every test here fails with a sentence that says
what to do. Tests marked ``alone`` disturb the stack or read what all others left; a lock that every
other test shares keeps them apart, whatever the number of workers, and they are dealt last.
"""

import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.behind import Behind
from tests.e2e.people import Person, sign_up
from tests.e2e.stack import NoStack, Stack, described, described_in, taking_turns
from tests.e2e.visiting import Visitor, anonymous

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.e2e)
    items.sort(key=lambda item: item.get_closest_marker("alone") is not None)


@pytest.fixture(scope="session")
def stack() -> Stack:
    try:
        found = described(described_in())
    except NoStack as problem:
        pytest.fail(str(problem), pytrace=False)
    _record_calls(found)
    return found


@pytest.fixture(scope="session")
def behind(stack: Stack) -> Behind:
    return Behind(stack)


@pytest.fixture(autouse=True)
def undisturbed(request: pytest.FixtureRequest) -> Iterator[None]:
    request.getfixturevalue("stack")  # there is one, or the test fails here
    with taking_turns(alone=request.node.get_closest_marker("alone") is not None):
        yield


@pytest.fixture
def visitor(stack: Stack) -> Visitor:
    """Somebody without an account."""
    return anonymous(stack.url)


@pytest.fixture
def ada(behind: Behind) -> Person:
    """A user of this test's own."""
    return sign_up(behind)


@pytest.fixture
def grace(behind: Behind) -> Person:
    """Another user of this test's own."""
    return sign_up(behind)


@pytest.fixture
def people(behind: Behind) -> Callable[[], Person]:
    """As many users as a test wants."""
    return lambda: sign_up(behind)


@pytest.fixture(scope="session")
def admin(behind: Behind) -> Person:
    return sign_up(behind, groups=("admins",))


def _record_calls(stack: Stack) -> None:
    """Has the emulator note who calls which action; the roles are compared with it at the end."""
    body = b'{"cloudtrail._recording_enabled": "true"}'
    wanted = urllib.request.Request(  # noqa: S310  # the emulator on this machine
        f"{stack.endpoint_url}/_ministack/config", data=body, method="POST"
    )
    with urllib.request.urlopen(wanted, timeout=30) as answer:  # noqa: S310  # likewise
        assert answer.status == 200
