"""Starting the front door in front of the deployed distribution."""

import sys

from infra.local import cloud, processes
from infra.local.instance import Instance, Ports

NAME = "front-door"


def start(instance: Instance, ports: Ports, *, distribution: str) -> None:
    command = [sys.executable, "-m", "infra.local.front_door"]
    command += ["--port", str(ports.front_door), "--viewer-port", str(ports.viewer)]
    command += ["--upstream", cloud.endpoint(ports), "--host", distribution]
    recorded = processes.start(instance, NAME, command, environment={})
    processes.wait_ready(
        instance, NAME, recorded, lambda: processes.listens(recorded, ports.front_door), seconds=20
    )


def stands_before(instance: Instance, distribution: str) -> bool:
    """Whether the running door hands its requests to ``distribution``."""
    state = instance.load()
    recorded = state.processes.get(NAME) if state else None
    process = processes.find(recorded) if recorded else None
    return process is not None and distribution in process.cmdline()
