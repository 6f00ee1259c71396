"""Which schedules of failures are run."""

import pytest

from tests.faults.schedules import HOW_MANY, USUAL, USUAL_DEPLOYED, WHICH, seeds
from tests.faults_deployed.injecting import FAULTS
from tests.faults_deployed.storm import plan


def test_without_a_word_the_usual_number_is_run() -> None:
    assert seeds({}) == seeds({HOW_MANY: "", WHICH: ""}) == range(USUAL)


def test_a_seed_repeats_that_schedule_alone() -> None:
    assert list(seeds({HOW_MANY: "2000", WHICH: "17"})) == [17]
    assert list(seeds({WHICH: "0"})) == [0]


@pytest.mark.parametrize("number", ["0", "-3", "many"])
def test_a_run_of_nothing_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=r"must be 1 or more|invalid literal"):
        seeds({HOW_MANY: number})


def test_a_seed_is_one_plan() -> None:
    assert plan(17) == plan(17)
    assert len({tuple(plan(seed)) for seed in range(50)}) == 50


def test_what_make_test_runs_meets_every_fault() -> None:
    assert {plan(seed)[0].fault for seed in range(USUAL_DEPLOYED)} == set(FAULTS)


def test_deployed_schedules_are_as_many_as_was_said_too() -> None:
    assert seeds({}, usual=USUAL_DEPLOYED) == range(15)
    assert seeds({HOW_MANY: "50"}, usual=USUAL_DEPLOYED) == range(50)
