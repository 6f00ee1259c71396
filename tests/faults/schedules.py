"""How many schedules of failures are run, and which: a seed is one schedule.

``make test`` runs 200 of each kind on models and 15 on the deployed stack; ``make faults`` sets how
many, or which one is repeated.
"""

import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import pytest

USUAL, USUAL_DEPLOYED = 200, 15
HOW_MANY, WHICH = "TRIPTYCH_SCHEDULES", "TRIPTYCH_SEED"
Test = TypeVar("Test", bound=Callable[..., Any])  # Any: a test's fixtures


def seeds(environment: Mapping[str, str], usual: int = USUAL) -> range:
    """Raises ValueError for what is no number, or where nothing would be run."""
    if seed := environment.get(WHICH):
        return range(int(seed), int(seed) + 1)
    number = int(environment.get(HOW_MANY) or usual)
    if number < 1:
        raise ValueError(f"{HOW_MANY} must be 1 or more, and is {number}")
    return range(number)


def under_schedules(test: Test) -> Test:
    """The test takes ``seed``, and all that goes wrong in it follows from that."""
    each_seed = pytest.mark.parametrize("seed", seeds(os.environ))
    marked: Test = pytest.mark.schedule(each_seed(test))
    return marked
