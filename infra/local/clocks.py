"""Clocks of functions that are wrong: telling the workers of an instance under test by how much.

What was said lies in a directory of the instance, which workers look at as they start
(``emulator/worker_clock.py``), and only on instances that tests may disturb. Those that run already
keep their clocks, whoever tells has to end them.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from infra.local.emulator.worker_clock import PLACE, SAID, TAKEN
from infra.local.instance import Instance, Ports

Span = tuple[float, float]  # seconds that a clock may be ahead, from and to


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """``spans`` by the names of functions, ``usual`` for all others; drawn by ``seed``."""

    seed: int
    usual: Span
    spans: Mapping[str, Span] = field(default_factory=dict)


def environment(instance: Instance, ports: Ports) -> Mapping[str, str]:
    """What workers have to know. Nothing where requests are never refused either."""
    return {PLACE: str(_place(instance))} if ports.throttle else {}


def tell(instance: Instance, wrong: Wrong) -> None:
    """To those that start from now on."""
    place = _place(instance)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    said = {"seed": wrong.seed, "usual": wrong.usual, "spans": dict(wrong.spans)}
    partial = place / "partial"
    partial.write_text(json.dumps(said))
    partial.rename(place / SAID)


def take_back(instance: Instance) -> None:
    """Workers that start from now on have the machine's clock again."""
    (_place(instance) / SAID).unlink(missing_ok=True)


def taken(instance: Instance) -> Mapping[str, float]:
    """What workers took since it was told, in seconds, by function and number of the worker."""
    return {
        each.name.removesuffix(TAKEN): float(each.read_text() or 0)
        for each in _place(instance).glob(f"*{TAKEN}")
    }


def _place(instance: Instance) -> Path:
    return instance.directory / "clocks"
