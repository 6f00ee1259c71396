"""X4, X5, L8, L9, S1, S9, V9 on the deployed stack: what was answered is there, and once."""

import os
import random

import pytest

from tests.e2e.behind import Behind
from tests.e2e.people import Person, sign_up
from tests.faults.schedules import seeds
from tests.faults_deployed.feed import Feed
from tests.faults_deployed.playing import Playing
from tests.faults_deployed.settling import Settling
from tests.faults_deployed.storm import Load, plan, storm
from tests.faults_deployed.stubborn import Stubborn
from tests.faults_deployed.visits import Visits

USUAL = 15
pytestmark = [pytest.mark.storm, pytest.mark.timeout(600)]


def person(behind: Behind) -> Stubborn:
    made = sign_up(behind)
    return Stubborn(made.behind, made.username, made.token)


@pytest.mark.parametrize("seed", seeds(os.environ, usual=USUAL))
def test_nothing_is_lost_nor_counted_twice(seed: int, behind: Behind) -> None:
    chance = random.Random(seed)
    people: list[Person] = [person(behind) for _ in range(4)]
    loads: list[Load] = [
        Visits(people[0], behind, random.Random(chance.random())),
        Feed(people[:3], behind, random.Random(chance.random())),
        Playing(people[3], behind, random.Random(chance.random())),
    ]
    for load in loads:
        load.prepare()
    strokes = plan(seed)
    print(f"seed {seed}: {strokes}")  # noqa: T201  # shown where the test fails
    storm(behind, loads, strokes, seed)
    settling = Settling(behind)
    for load in loads:
        load.settle(settling)
    for load in loads:  # what was right stays right while the rest settles
        assert load.wrong() == []
