"""What is done to the deployed stack, to processes of its own instance only.

The emulator itself is left alone: it stands for AWS, which is not ours to restart.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

import psutil

from infra.local import door, processes, throttle
from infra.local.clocks import Wrong
from infra.local.throttle import Refusals
from tests.e2e.behind import Behind
from tests.e2e.test_e2e_social_without_cache import killed
from tests.e2e.test_e2e_without_cache import client, flushed, frozen, full
from tests.faults_deployed.clockwork import SECONDS, minutes, shifted, workers
from tests.faults_deployed.settling import Settling

READS = ("GetItem", "BatchGetItem", "Query")
WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")
PUTS = ("PutRecord", "PutRecords")
KILLS, A_GLANCE = 6, 0.03
LATE = (50, 1000)  # ms that Valkey keeps all who ask waiting
CLOCKS = "clocks shifted"
Fault = Callable[[Behind, random.Random], None]


def worker_killed(behind: Behind, chance: random.Random) -> None:
    """Processes of functions: those that are in the middle of something, if there are any."""
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.0, 0.3))
        if found := busy(workers(behind)):
            with suppress(psutil.NoSuchProcess):
                chance.choice(found).kill()


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


def cache_killed(behind: Behind, chance: random.Random) -> None:
    """X3, as are the four below: refused, black-holed, flushed, out of memory, slow."""
    with killed(behind.stack):
        time.sleep(chance.uniform(0.5, 2.0))


def cache_frozen(behind: Behind, chance: random.Random) -> None:
    with frozen(behind.stack):
        time.sleep(chance.uniform(0.5, 2.0))


def cache_flushed(behind: Behind, chance: random.Random) -> None:
    with flushed(behind.stack):
        time.sleep(chance.uniform(0.1, 1.0))


def cache_full(behind: Behind, chance: random.Random) -> None:
    with full(behind.stack):
        time.sleep(chance.uniform(1.5, 2.5))


def cache_slow(behind: Behind, chance: random.Random) -> None:
    """Each answer comes late: budgets of time decide. A pause ends by itself, whatever happens."""
    end = time.monotonic() + chance.uniform(2.0, 3.0)
    with client(behind.stack) as connection:
        while time.monotonic() < end:
            late = chance.randint(*LATE)
            connection.client_pause(late)
            time.sleep(late / 1000)
            connection.ping()  # answered when Valkey has seen that it is over
            time.sleep(A_GLANCE)  # who waited is answered, before all wait again


def clocks_shifted(behind: Behind, chance: random.Random) -> None:
    """X10: seconds mostly, and now and then minutes; ``clockwork`` says whose and why."""
    spans = minutes(Settling(behind).functions) if chance.random() < 0.4 else {}
    with shifted(behind, Wrong(seed=chance.randrange(2**32), usual=SECONDS, spans=spans)):
        time.sleep(chance.uniform(3.0, 4.0))


def tables_throttled(behind: Behind, chance: random.Random) -> None:
    """X4: some of everything that is asked of DynamoDB, or of what is written alone."""
    operations = chance.choice(((*READS, *WRITES), WRITES))
    with refused(behind, Refusals(share=0.3, operations=operations, seed=chance.randrange(2**32))):
        time.sleep(chance.uniform(1.5, 2.5))


def streams_throttled(behind: Behind, chance: random.Random) -> None:
    """X4: Kinesis takes half of it, or nothing at all."""
    share = chance.choice((0.5, 1.0))
    with refused(behind, Refusals(share=share, operations=PUTS, seed=chance.randrange(2**32))):
        time.sleep(chance.uniform(1.5, 2.5))


def answers_lost(behind: Behind, chance: random.Random) -> None:
    """The stream has the record, and who sent it does not know."""
    said = Refusals(share=0.5, operations=PUTS, seed=chance.randrange(2**32), lost=True)
    with refused(behind, said):
        time.sleep(chance.uniform(1.5, 2.5))


@contextmanager
def refused(behind: Behind, refusals: Refusals) -> Iterator[None]:
    ports = behind.stack.state.ports
    throttle.tell(ports, refusals)
    try:
        yield
    finally:
        throttle.tell(ports, Refusals())


FAULTS: Mapping[str, Fault] = {
    "worker killed": worker_killed,
    "tables throttled": tables_throttled,
    "cache killed": cache_killed,
    "streams throttled": streams_throttled,
    "door killed": door_killed,
    "cache frozen": cache_frozen,
    "answers lost": answers_lost,
    "cache flushed": cache_flushed,
    CLOCKS: clocks_shifted,
    "cache full": cache_full,
    "cache slow": cache_slow,
}


def busy(found: list[psutil.Process]) -> list[psutil.Process]:
    """Those that used a processor just now, or else all."""
    before = [_used(each) for each in found]
    time.sleep(A_GLANCE)
    at_work = [each for each, used in zip(found, before, strict=True) if _used(each) > used]
    return at_work or found


def _used(process: psutil.Process) -> float:
    try:
        return float(sum(process.cpu_times()[:2]))
    except psutil.NoSuchProcess:
        return 0.0
