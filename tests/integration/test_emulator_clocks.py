"""``wrong_clocks``, an addition to MiniStack for instances under test: workers whose clocks differ.

As those of ``test_emulator_additions``: MiniStack lacks it, and where nobody asks nothing is there.
"""

import time

import psutil
import pytest

from infra.local import clocks, cloud
from infra.local.clocks import Wrong
from tests.e2e.waiting import eventually
from tests.faults_deployed.clockwork import workers_of
from tests.integration.emulator_rig import BARE, OURS, Emulator, Template, emulator, function

CLOCKS = """
import datetime, importlib.util, sys, time
def handler(event, context):
    print("looking")
    there = importlib.util.find_spec("time_machine") is not None if event == "packages" else None
    return [time.time(), datetime.datetime.now(datetime.UTC).timestamp(), there]
"""
AN_HOUR = Wrong(seed=1, usual=(3600.0, 3600.0))
ENOUGH = 1800  # seconds; far more than a start takes


@pytest.mark.parametrize("module", [BARE, OURS])
def test_X10_a_worker_starts_with_the_clock_it_was_told(
    module: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with emulator(tmp_path_factory.mktemp("clocks"), module=module, tried=True) as running:
        name = running.deploy(_a_function(), {"Function": {"Ref": "Fn"}})["Function"]
        assert _ahead(running, name) == [False, False]
        clocks.tell(running.instance, AN_HOUR)
        assert _ahead(running, name) == [False, False]  # it runs already
        _end_workers(running)
        assert _ahead(running, name) == [module == OURS] * 2
        assert list(clocks.taken(running.instance).values()) == [3600.0] * (module == OURS)
        clocks.take_back(running.instance)
        _end_workers(running)
        assert _ahead(running, name) == [False, False]


def test_an_instance_that_nobody_tries_has_nothing_of_it(ours: Emulator) -> None:
    clocks.tell(ours.instance, AN_HOUR)
    made = ours.deploy(_a_function(), {"Function": {"Ref": "Fn"}})
    assert _ahead(ours, made["Function"]) == [False, False]
    assert ours.invoke(made["Function"], "packages")[2] is False


def _a_function() -> Template:
    return function(CLOCKS)


def _ahead(where: Emulator, name: str) -> list[bool]:
    return [each - time.time() > ENOUGH for each in where.invoke(name, "time")[:2]]


def _end_workers(where: Emulator) -> None:
    state = where.instance.load()
    assert state is not None
    emulator_ = psutil.Process(state.processes[cloud.NAME].pid)
    for each in workers_of(emulator_):
        each.kill()
    eventually(lambda: not workers_of(emulator_))
