"""What stands between functions and two services of the emulator: starting it, telling it.

Only instances under test have it: functions reach DynamoDB and Kinesis through it, so that a test
can have them refused as AWS refuses under load. Nothing is refused until somebody says so.
"""

import json
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from infra.local import processes
from infra.local.instance import Instance, Ports
from infra.local.ports import LOOPBACK

NAME = "throttle"
CONTROL = "/_throttle"
SERVICES = ("DYNAMODB", "KINESIS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """``share`` of the requests for ``operations`` (all of them if none is named), by ``seed``.

    ``lost``: the service does what it was asked, and its answer never arrives.
    """

    share: float = 0.0
    operations: Sequence[str] = ()
    seed: int = 0
    lost: bool = False


def start(instance: Instance, ports: Ports) -> None:
    command = [sys.executable, "-m", "infra.local.throttling"]
    command += ["--port", str(ports.throttle), "--upstream-port", str(ports.emulator)]
    recorded = processes.start(instance, NAME, command, environment={})
    processes.wait_ready(
        instance, NAME, recorded, lambda: processes.listens(recorded, ports.throttle), seconds=60
    )


def environment(ports: Ports) -> Mapping[str, str]:
    """What functions have to know; every SDK reads these."""
    if not ports.throttle:
        return {}
    return {f"AWS_ENDPOINT_URL_{name}": f"http://{LOOPBACK}:{ports.throttle}" for name in SERVICES}


def tell(ports: Ports, refusals: Refusals) -> int:
    """From now on. How many requests were refused under what was said before."""
    wanted = urllib.request.Request(  # our own loopback address
        f"http://{LOOPBACK}:{ports.throttle}{CONTROL}",
        data=json.dumps(asdict(refusals)).encode(),
        method="POST",
    )
    with urllib.request.urlopen(wanted, timeout=10) as answer:  # noqa: S310  # as above
        return int(json.load(answer)["refused"])
