"""X10: clocks of functions that disagree. Which ones by how much, and how workers come to it.

Every worker takes its own. Mostly it is seconds, as where a machine lost its time server: ±3 s, for
all functions. Now and then it is minutes: ±150 s, so that two functions differ by 5 minutes at
most, which is what X10 promises, and AWS still takes their signatures. Minutes are for links and
social, whose promises do not hang on the time: ids are unique, cursors stable, every click and
tweet arrives. Where time itself is what is promised it stays at seconds: a token from more than
30 s ahead is refused, and a silent session loses its place after a minute.

Whoever keeps records of Idempotency-Keys (the two APIs) is behind and never ahead. Workers are
killed when it is over, and an attempt they leave behind would else seem to run for minutes more.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import psutil

from infra.local import clocks, cloud
from infra.local.clocks import Span, Wrong
from infra.local.emulator.worker_clock import FUNCTION
from tests.e2e.behind import Behind

SECONDS: Span = (-3.0, 3.0)
MINUTES: Span = (-150.0, 150.0)
BEHIND: Span = (-150.0, 0.0)
APART = SECONDS[1] - SECONDS[0]  # most that two functions differ where time is promised
SYSTEMS = ("links.", "social.")  # whose clocks may be minutes off
KEYED = ".api.handler"
PATIENCE, PAUSE = 60.0, 0.1


def minutes(functions: Mapping[str, str]) -> Mapping[str, Span]:
    """By name, of functions by their handlers."""
    return {
        name: BEHIND if handler.endswith(KEYED) else MINUTES
        for handler, name in functions.items()
        if handler.startswith(SYSTEMS)
    }


@contextmanager
def shifted(behind: Behind, wrong: Wrong) -> Iterator[None]:
    """From when the first worker has such a clock until none has."""
    instance = behind.stack.instance
    clocks.tell(instance, wrong)
    try:
        ended(behind)
        end = time.monotonic() + PATIENCE
        while not clocks.taken(instance):
            assert time.monotonic() < end, "no worker started, so no clock is wrong"
            time.sleep(PAUSE)
        yield
    finally:
        clocks.take_back(instance)
        ended(behind)


def ended(behind: Behind) -> None:
    """All workers of now, in the middle of whatever they do."""
    for each in workers(behind):
        with suppress(psutil.NoSuchProcess):
            each.kill()


def workers(behind: Behind) -> list[psutil.Process]:
    """Processes of functions, by name and age, so that a seed means the same ones."""
    return workers_of(psutil.Process(behind.stack.state.processes[cloud.NAME].pid))


def workers_of(emulator: psutil.Process) -> list[psutil.Process]:
    found = []
    for child in emulator.children():
        with suppress(psutil.Error):
            if name := child.environ().get(FUNCTION):
                found.append((name, child.create_time(), child))
    return [child for _, _, child in sorted(found, key=lambda each: each[:2])]
