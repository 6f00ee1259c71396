"""``counted.json``: what was counted last, so that costs can be worked out without counting again.

``make bench`` refreshes it and it is committed; a test counts again what comes out the same on
every machine and compares. Processor time is in it too and differs from machine to machine.
"""

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")
FILE = Path(__file__).parent / "counted.json"
DIGITS = 4  # significant ones


def keep(name: str, units: "DataclassInstance", *, file: Path = FILE) -> None:
    """``units`` is a dataclass of numbers."""
    everything = json.loads(file.read_text()) if file.exists() else {}
    everything[name] = {key: float(f"{value:.{DIGITS}g}") for key, value in asdict(units).items()}
    file.write_text(json.dumps(everything, indent=1, sort_keys=True) + "\n")


def kept(name: str, kind: type[T], *, file: Path = FILE) -> T:
    """Raises KeyError where it was never counted."""
    found = json.loads(file.read_text())[name]
    whole = {field.name for field in fields(kind) if field.type in (int, "int")}
    return kind(**{key: round(value) if key in whole else value for key, value in found.items()})
