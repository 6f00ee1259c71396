"""One schedule: loads that run for some seconds, and faults one after another meanwhile."""

import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from tests.e2e.behind import Behind
from tests.faults_deployed.injecting import FAULTS
from tests.faults_deployed.settling import Settling

SECONDS = 5.0


class Load(Protocol):
    def prepare(self) -> None: ...

    def step(self) -> None: ...

    def settle(self, settling: Settling) -> None: ...

    def wrong(self) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Stroke:
    """``at``: seconds after the loads began, or as soon as the one before is over."""

    at: float
    fault: str


def plan(seed: int) -> Sequence[Stroke]:
    """The first goes through all faults in turn, so that any fifteen seeds meet each of them."""
    chance, names = random.Random(seed), list(FAULTS)
    return [
        Stroke(chance.uniform(0.5, 1.5), names[seed % len(names)]),
        Stroke(chance.uniform(2.5, 3.0), chance.choice(names)),
    ]


def storm(behind: Behind, loads: Sequence[Load], strokes: Sequence[Stroke], seed: int) -> None:
    """Raises what any of the loads raised."""
    over = threading.Event()
    began = time.monotonic()
    with ThreadPoolExecutor(len(loads)) as pool:
        running = [pool.submit(_until, over, load) for load in loads]
        try:
            for number, stroke in enumerate(strokes):
                time.sleep(max(0.0, began + stroke.at - time.monotonic()))
                FAULTS[stroke.fault](behind, random.Random(seed * 100 + number))
            time.sleep(max(0.0, began + SECONDS - time.monotonic()))
        finally:
            over.set()
        for each in running:
            each.result()


def _until(over: threading.Event, load: Load) -> None:
    while not over.is_set():
        load.step()
