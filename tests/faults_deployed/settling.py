"""After the storm: wait until all is as it has to be, and do what an operator would.

Schedules of a minute are not waited for: they are called as the clock would call them. What was set
aside is put back by what ``make redrive`` runs.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from infra.local.instance import STAGE
from infra.operate.deployed import Deployed, deployed
from infra.operate.redrive import redrive
from tests.e2e.behind import Behind

PATIENCE = 40.0
PAUSE = 0.3
NUDGED_EVERY = 5.0
EACH_MINUTE = (
    "links.handlers.rollup.handler",
    "video.handlers.sessions.handler",
    "video.handlers.upkeep.handler",
)


@dataclass
class Settling:
    behind: Behind
    nudged: float = field(default_factory=time.monotonic)
    redriven: list[str] = field(default_factory=list)

    def until(self, wrong: Callable[[], list[str]]) -> None:
        """Returns when nothing is wrong. Raises AssertionError with what still is."""
        end = time.monotonic() + PATIENCE
        while found := wrong():
            if time.monotonic() > end:
                raise AssertionError(f"after {PATIENCE:.0f} s: {'; '.join(found)}")
            if time.monotonic() > self.nudged + NUDGED_EVERY:
                self.nudge()
            time.sleep(PAUSE)

    def nudge(self) -> None:
        for handler in EACH_MINUTE:
            self.behind.client("lambda").invoke(
                FunctionName=self.functions[handler], Payload=b"{}", InvocationType="Event"
            )
        self.redriven += [
            f"{line.what}: {line.moved}" for line in redrive(self._stage) if line.moved
        ]
        self.nudged = time.monotonic()

    @cached_property
    def functions(self) -> dict[str, str]:
        """Names by their handlers."""
        pages = self.behind.client("lambda").get_paginator("list_functions").paginate()
        return {
            each["Handler"]: each["FunctionName"]
            for page in pages
            for each in page["Functions"]
            if "Handler" in each
        }

    @cached_property
    def _stage(self) -> Deployed:
        return deployed(STAGE, instance=self.behind.stack.instance)
