"""What stays of earlier builds."""

import os
import time
from pathlib import Path

import pytest

from infra.local import leftovers

HOUR = 3600.0


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    return tmp_path / "packages"


def built(packages: Path, name: str, *, hours_ago: float) -> None:
    (packages / name / "python").mkdir(parents=True)
    made = time.time() - hours_ago * HOUR
    os.utime(packages / name, (made, made))


def left(packages: Path) -> list[str]:
    return sorted(each.name for each in packages.iterdir())


def test_the_newest_builds_of_each_package_stay(packages: Path) -> None:
    for number in range(8):
        built(packages, f"fn-links-{number}", hours_ago=30 - number)
    built(packages, "vendor-old", hours_ago=900)
    built(packages, "vendor-valkey-old", hours_ago=900)
    assert sorted(leftovers.prune(packages)) == ["fn-links-0", "fn-links-1", "fn-links-2"]
    kept = [f"fn-links-{number}" for number in range(3, 8)]
    assert left(packages) == [*kept, "vendor-old", "vendor-valkey-old"]


def test_what_was_built_just_now_stays_however_many_there_are(packages: Path) -> None:
    for number in range(9):
        built(packages, f"shared-{number}", hours_ago=0.1)
    assert leftovers.prune(packages) == []


def test_a_build_that_was_interrupted_goes_once_nobody_can_be_at_it(packages: Path) -> None:
    built(packages, ".vendor-abandoned", hours_ago=2)
    built(packages, ".vendor-running", hours_ago=0)
    leftovers.prune(packages)
    assert left(packages) == [".vendor-running"]


def test_without_any_build_there_is_nothing_to_do(packages: Path) -> None:
    assert leftovers.prune(packages) == []
