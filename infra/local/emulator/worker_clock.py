"""What a worker does before anything else: it looks whether its clock is to be wrong.

Imported by the worker itself, which sees the standard library and what Lambda brings: so this
imports nothing else, and little before it knows that it has to. The n-th worker of a function
always takes the same of what one seed allows.
"""

import itertools
import json
import os
from pathlib import Path

PLACE = "TRIPTYCH_CLOCKS"  # the variable that names the directory
SAID, TAKEN = "said.json", ".taken"
FUNCTION = "AWS_LAMBDA_FUNCTION_NAME"


def start() -> None:
    """Nothing happens where nobody said so."""
    place = Path(os.environ.get(PLACE) or os.devnull)
    seconds = drawn(place, os.environ.get(FUNCTION, ""))
    if seconds is not None:
        import time

        import time_machine

        time_machine.travel(time.time() + seconds, tick=True).start()


def drawn(place: Path, function: str) -> float | None:
    """Seconds that this worker's clock is ahead, noted in ``place``. None where none are said."""
    try:
        said = json.loads((place / SAID).read_text())
    except (FileNotFoundError, NotADirectoryError):
        return None
    from random import Random

    number = _number(place, function)
    span = said["spans"].get(function, said["usual"])
    seconds = Random(f"{said['seed']} {function} {number}").uniform(*span)  # noqa: S311  # no secret
    (place / f"{function}.{number}{TAKEN}").write_text(str(seconds))
    return seconds


def _number(place: Path, function: str) -> int:
    """The first that no other worker of the function has."""
    for number in itertools.count():
        try:
            (place / f"{function}.{number}{TAKEN}").touch(exist_ok=False)
        except FileExistsError:
            continue
        return number
    raise AssertionError("there are always more numbers")
