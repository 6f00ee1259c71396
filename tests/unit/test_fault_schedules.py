"""Which schedules of failures are run."""

import pytest

from tests.faults.schedules import HOW_MANY, USUAL, WHICH, seeds


def test_without_a_word_the_usual_number_is_run() -> None:
    assert seeds({}) == seeds({HOW_MANY: "", WHICH: ""}) == range(USUAL)


def test_a_seed_repeats_that_schedule_alone() -> None:
    assert list(seeds({HOW_MANY: "2000", WHICH: "17"})) == [17]
    assert list(seeds({WHICH: "0"})) == [0]


@pytest.mark.parametrize("number", ["0", "-3", "many"])
def test_a_run_of_nothing_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match=r"must be 1 or more|invalid literal"):
        seeds({HOW_MANY: number})
