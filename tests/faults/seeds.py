"""How many seeded schedules of faults run: few by ``make test``, SCHEDULES by ``make faults``."""

import os

USUAL = 200


def scheduled() -> int:
    """Of the largest family of schedules; the others grow with it."""
    wanted = os.environ.get("SCHEDULES", str(USUAL))
    if not wanted.isdecimal() or int(wanted) < USUAL:
        raise ValueError(f"SCHEDULES is {wanted!r}, and a number of at least {USUAL} is meant")
    return int(wanted)


def seeds(usual: int) -> range:
    """Seeds of a family that has ``usual`` of them where the largest has USUAL."""
    return range(usual * scheduled() // USUAL)


def repeats(node: str) -> str:
    """The command that runs one schedule again."""
    return f"SCHEDULES={scheduled()} .venv/bin/pytest '{node}'"
