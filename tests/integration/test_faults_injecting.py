"""Faults of ``faults_deployed`` that leave nothing behind, also where what they frame fails."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import cast

import pytest
import valkey

from infra.local import clocks, cloud
from infra.local.clocks import Wrong
from infra.local.emulator.worker_clock import FUNCTION, drawn
from infra.local.instance import instance_at
from tests.conftest import start_valkey
from tests.e2e.behind import Behind
from tests.e2e.test_e2e_without_cache import full
from tests.faults_deployed.clockwork import SECONDS, shifted
from tests.faults_deployed.injecting import cache_slow


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[Behind]:
    """An instance whose emulator is this very process, and a Valkey of its own."""
    server = start_valkey()
    state = SimpleNamespace(
        ports=SimpleNamespace(valkey=server.port),
        processes={cloud.NAME: SimpleNamespace(pid=os.getpid())},
    )
    stack = SimpleNamespace(state=state, instance=instance_at(tmp_path / "instance"))
    yield cast(Behind, SimpleNamespace(stack=stack))
    server.stop()


def test_a_full_cache_takes_writes_again_although_something_failed(behind: Behind) -> None:
    with cache(behind) as connection:
        with suppress(ZeroDivisionError), full(behind.stack):
            with pytest.raises(valkey.OutOfMemoryError):
                connection.set("k", "v")
            assert connection.get("k") is None  # reads go on
            raise ZeroDivisionError
        assert connection.set("k", "v")


def test_a_slow_cache_answers_everybody_and_is_quick_again(behind: Behind) -> None:
    answered = 0
    with cache(behind) as connection, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(cache_slow, behind, Random(1))
        while not slow.done():
            answered += connection.set("k", "v") is True
        slow.result()
        assert connection.get("k") == b"v"
    assert answered >= 2  # after each pause, not only when all is over


def test_X10_no_worker_keeps_a_wrong_clock_although_something_failed(behind: Behind) -> None:
    instance, place = behind.stack.instance, behind.stack.instance.directory / "clocks"
    before = worker()
    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(_takes_a_clock, before, place)
        with suppress(ZeroDivisionError), shifted(behind, Wrong(seed=1, usual=SECONDS)):
            assert started.result() in clocks.taken(instance).values()
            wrong = worker()
            raise ZeroDivisionError
    assert wrong.wait() == -signal.SIGKILL
    assert drawn(place, "f") is None


def _takes_a_clock(before: "subprocess.Popen[bytes]", place: Path) -> float | None:
    """As the worker that starts after the one that was ended."""
    assert before.wait() == -signal.SIGKILL
    return drawn(place, "f")


def worker() -> "subprocess.Popen[bytes]":
    """One that ends only when it is ended, and is to be seen already."""
    command = [sys.executable, "-c", "import signal; print(flush=True); signal.pause()"]
    begun = subprocess.Popen(command, env={FUNCTION: "f"}, stdout=subprocess.PIPE)  # noqa: S603
    assert begun.stdout is not None
    with begun.stdout as told:
        told.readline()
    return begun


def cache(behind: Behind) -> valkey.Valkey:
    return valkey.Valkey(host="127.0.0.1", port=behind.stack.state.ports.valkey)
