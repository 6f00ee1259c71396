"""Clocks of workers that are wrong because an instance under test said so (X10)."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from infra.local import clocks, cloud
from infra.local.clocks import Wrong
from infra.local.emulator import wrong_clocks
from infra.local.emulator.worker_clock import FUNCTION, PLACE, drawn
from infra.local.instance import Instance, Ports, instance_at

TRIED = Ports(front_door=1, emulator=2, valkey=3, viewer=4, throttle=5)
AN_HOUR = Wrong(seed=1, usual=(3600.0, 3600.0))
ENOUGH = 1800  # seconds; far more than a start takes
ASKED = """
import datetime, json, sys, time
print(json.dumps([
    time.time(), time.time_ns() / 1e9, datetime.datetime.now(datetime.UTC).timestamp(),
    time.mktime(time.localtime()), "time_machine" in sys.modules,
]))
"""


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return instance_at(tmp_path / "instance")


def test_of_no_word_nothing_comes(instance: Instance) -> None:
    assert drawn(instance.directory / "clocks", "f") is None
    assert drawn(Path(os.devnull), "f") is None
    assert clocks.taken(instance) == {}


def test_each_worker_takes_its_own_within_what_is_said_of_its_function(instance: Instance) -> None:
    clocks.tell(instance, Wrong(seed=5, usual=(-3.0, 3.0), spans={"feed": (-150.0, -100.0)}))
    place = instance.directory / "clocks"
    usual, feed = ([drawn(place, name) for _ in range(20)] for name in ("door", "feed"))
    assert all(each is not None and -3 <= each <= 3 for each in usual)
    assert all(each is not None and -150 <= each <= -100 for each in feed)
    assert len({*usual, *feed}) == 40
    assert sorted(clocks.taken(instance).values()) == sorted(each or 0 for each in usual + feed)


def test_a_seed_means_the_same_clocks(instance: Instance) -> None:
    seen = []
    for seed in (5, 5, 6):
        clocks.tell(instance, Wrong(seed=seed, usual=(-3.0, 3.0)))
        seen.append([drawn(instance.directory / "clocks", "f") for _ in range(3)])
    assert seen[0] == seen[1] != seen[2]


def test_what_was_taken_back_is_taken_by_nobody(instance: Instance) -> None:
    clocks.tell(instance, AN_HOUR)
    clocks.take_back(instance)
    clocks.take_back(instance)
    assert drawn(instance.directory / "clocks", "f") is None


def test_only_an_instance_under_test_looks(instance: Instance) -> None:
    assert PLACE not in cloud.environment(instance, replace(TRIED, throttle=0))
    assert PLACE in cloud.environment(instance, TRIED)


def test_every_clock_of_a_worker_is_shifted_and_none_where_nothing_is_said(
    instance: Instance,
) -> None:
    place = clocks.environment(instance, TRIED)
    *without, loaded = worker(place)
    assert all(abs(each - time.time()) < ENOUGH for each in without)
    assert not loaded  # it costs nothing
    clocks.tell(instance, AN_HOUR)
    *shifted, loaded = worker(place)
    assert all(ENOUGH < each - time.time() < 3600 + ENOUGH for each in shifted)
    assert loaded


def worker(environment: Mapping[str, str]) -> list[float]:
    """What a process says that starts as MiniStack's workers do."""
    first = wrong_clocks.FIRST.format(directory=str(wrong_clocks.links()))
    answer = subprocess.run(  # noqa: S603  # our own text
        [sys.executable, "-S", "-c", first + ASKED],
        env={**environment, FUNCTION: "f"},
        capture_output=True,
        check=True,
    )
    said: list[float] = json.loads(answer.stdout)
    return said
