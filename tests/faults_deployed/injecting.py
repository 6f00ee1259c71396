"""What is done to the deployed stack, to processes of its own instance only.

The emulator itself is left alone: it stands for AWS, which is not ours to restart. Clocks of
processes cannot be shifted here; what functions with other clocks would have written is written
instead (``skewed``).
"""

import os
import random
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import psutil

from infra.local import cloud, door, processes
from tests.e2e.behind import Behind

FUNCTION = "AWS_LAMBDA_FUNCTION_NAME"
Fault = Callable[[Behind, random.Random], None]


def worker_killed(behind: Behind, chance: random.Random) -> None:
    """Processes of functions, some of them in the middle of something."""
    for _ in range(4):
        found = workers(behind)
        if found:
            chance.choice(found).kill()
        time.sleep(0.4)


def door_killed(behind: Behind, _chance: random.Random) -> None:
    """With all the connections that it holds; a supervisor starts it again."""
    stack = behind.stack
    os.kill(stack.state.processes[door.NAME].pid, signal.SIGKILL)
    processes.stop(stack.instance, [door.NAME])
    outputs = behind.outputs
    door.start(
        stack.instance,
        stack.state.ports,
        distribution=outputs["DistributionDomain"],
        live_api=outputs["LiveApiId"],
    )


FAULTS: Mapping[str, Fault] = {
    "worker killed": worker_killed,
    "door killed": door_killed,
}


def workers(behind: Behind) -> list[psutil.Process]:
    """Processes of functions, by name and age, so that a seed means the same ones."""
    emulator = psutil.Process(behind.stack.state.processes[cloud.NAME].pid)
    found = []
    for child in emulator.children():
        with suppress(psutil.Error):
            if name := child.environ().get(FUNCTION):
                found.append((name, child.create_time(), child))
    return [child for _, _, child in sorted(found, key=lambda each: each[:2])]
