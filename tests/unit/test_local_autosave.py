"""Writing the emulator's state while it works."""

import copy
import threading
from collections.abc import Callable, Iterator

import pytest

from infra.local.emulator import autosave

Store = dict[int, list[int]]


@pytest.fixture
def busy() -> Iterator[Store]:
    """A store that another thread writes to all the time."""
    store: Store = {key: [key] for key in range(20_000)}
    over = threading.Event()

    def write() -> None:
        while not over.wait(0.0002):
            store[len(store)] = []

    writer = threading.Thread(target=write)
    writer.start()
    yield store
    over.set()
    writer.join()


def test_a_store_that_is_written_to_is_copied_all_the_same(busy: Store) -> None:
    for _ in range(10):
        assert autosave.steadily(lambda: copy.deepcopy(busy))()


def test_what_fails_for_another_reason_is_not_tried_again() -> None:
    asked = []

    def broken() -> object:
        asked.append(1)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        autosave.steadily(broken)()
    assert len(asked) == 1


def test_a_position_is_written_before_what_it_points_into() -> None:
    written: list[str] = []

    def service(name: str) -> Callable[[], None]:
        return lambda: written.append(name)

    names = ("cognito", "kinesis", "dynamodb", "sqs", "lambda", "s3")
    autosave.save({name: service(name) for name in names})
    assert written == ["lambda", "sqs", "dynamodb", "kinesis", "cognito", "s3"]
