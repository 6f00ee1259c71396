"""State is written while the emulator runs, and so that no event is missing from what was written.

MiniStack saves at shutdown; a laptop that loses power would come back with the stacks of one day
and the data of another. Each service is written by itself, one moment after the other, so the order
matters: where a consumer stands is written before what it reads, and what a consumer has done
before what it has not been told yet. Then, at worst, something is told twice.

Two saves at once would write into the same partial files, and a service whose data change while
they are copied would be left out of the save: both are prevented here.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ministack import app
from ministack.core import persistence

State = Any  # Any: whatever a service wants back
GetState = Callable[[], State]

EVERY = 20.0  # seconds
# Positions in streams; queues; tables and their streams; the stream that tables' late records join.
FIRST = ("lambda", "sqs", "dynamodb", "kinesis")
TRIES = 3
UNDISTURBED = 30.0  # seconds at most for which no other thread gets its turn; a copy takes far less

saving = threading.Lock()  # held while state is written


def install() -> None:
    logging.getLogger("persistence").setLevel(logging.WARNING)  # a line per service each time
    app.save_all = save  # at shutdown
    app._load_persisted_state = _then_save_for_ever(app._load_persisted_state)


def save(services: Mapping[str, GetState]) -> None:
    order = [name for name in FIRST if name in services]
    order += [name for name in services if name not in FIRST]
    with saving:
        persistence.save_all({name: steadily(services[name]) for name in order})


def steadily(get_state: GetState) -> GetState:
    """As ``get_state``, also of a service at work: at last everything else is kept waiting."""

    def got() -> State:
        try:
            return _tried(get_state)
        except RuntimeError:
            with _undisturbed():
                return _tried(get_state)

    return got


def _tried(get_state: GetState) -> State:
    for _ in range(TRIES - 1):
        try:
            return get_state()
        except RuntimeError:  # "dictionary changed size during iteration"
            continue
    return get_state()


@contextmanager
def _undisturbed() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(UNDISTURBED)
    try:
        time.sleep(0)  # who waits already has waited for less, and may interrupt once more
        yield
    finally:
        sys.setswitchinterval(usual)


def _then_save_for_ever(load: Callable[[], None]) -> Callable[[], None]:
    """Not before: what is not yet restored would be written as if there were nothing."""

    def loaded() -> None:
        load()
        threading.Thread(target=_save_for_ever, daemon=True, name="autosave").start()

    return loaded


def _save_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(EVERY):
        save(app._build_persistence_save_dict())
