"""X3, X4, X5, X10, L7, L8, L9, S1, S9, V5, V9, V12 on the deployed stack: nothing lost, nor twice.

Which of them a seed meets is drawn: Valkey away, full or slow (X3), tables and streams that refuse
(X4), processes killed (X5, L8), clocks of functions that differ (X10), an upload that is cut (V5,
V12).
"""

import os
import random
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.e2e.behind import Behind
from tests.e2e.people import Person, sign_up
from tests.faults.schedules import USUAL_DEPLOYED, seeds
from tests.faults_deployed.clockwork import APART
from tests.faults_deployed.feed import Feed
from tests.faults_deployed.injecting import CLOCKS
from tests.faults_deployed.playing import Playing
from tests.faults_deployed.sending import Sending
from tests.faults_deployed.settling import Settling
from tests.faults_deployed.storm import Load, Stroke, plan, storm
from tests.faults_deployed.stubborn import Stubborn
from tests.faults_deployed.visits import Visits

PEOPLE = 3
pytestmark = [pytest.mark.storm, pytest.mark.timeout(1800)]


@pytest.mark.parametrize("seed", seeds(os.environ, usual=USUAL_DEPLOYED))
def test_nothing_is_lost_nor_counted_twice(
    seed: int, behind: Behind, settling: Settling, tmp_path: Path
) -> None:
    strokes = plan(seed)
    print(f"seed {seed}: {strokes}")  # noqa: T201  # shown where the test fails
    with ThreadPoolExecutor() as pool:
        people = list(pool.map(person, [behind] * PEOPLE))
        loads = chosen(people, strokes, random.Random(seed), tmp_path)
        list(pool.map(lambda load: load.prepare(), loads))
    settling.before()
    storm(behind, loads, strokes, seed)
    settling.after()
    for load in loads:
        load.settle(settling)
    settling.until(settling.still_aside)
    for load in loads:  # what was right stays right while the rest settles
        assert load.wrong() == []


def chosen(
    people: list[Person], strokes: Sequence[Stroke], chance: random.Random, directory: Path
) -> list[Load]:
    """All but the upload, which is long: that is for where the front door is killed."""
    owner, behind = people[0], people[0].behind
    visits, feed, playing = (random.Random(chance.random()) for _ in range(3))
    one_clock = all(stroke.fault != CLOCKS for stroke in strokes)
    loads: list[Load] = [
        Visits(owner, behind, visits),
        Feed(people, behind, feed, one_clock=one_clock),
        Playing(owner, behind, playing, apart=0.0 if one_clock else APART),
    ]
    if strokes[0].fault == "door killed":
        loads.append(Sending(owner, directory))
    return loads


def person(behind: Behind) -> Person:
    made = sign_up(behind)
    return Stubborn(made.behind, made.username, made.token)
