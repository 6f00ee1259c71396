"""Starting the front door in front of the deployed distribution."""

import sys

from infra.local import cloud, processes
from infra.local.instance import Instance, Ports

NAME = "front-door"


def start(instance: Instance, ports: Ports, *, distribution: str, live_api: str) -> None:
    """``live_api``: the id of the WebSocket API."""
    endpoint = cloud.endpoint(ports)
    command = [sys.executable, "-m", "infra.local.front_door"]
    command += ["--port", str(ports.front_door), "--viewer-port", str(ports.viewer)]
    command += ["--upstream", endpoint, "--sockets", _sockets(endpoint, live_api)]
    command += ["--host", distribution]
    recorded = processes.start(instance, NAME, command, environment={})
    processes.wait_ready(
        instance, NAME, recorded, lambda: processes.listens(recorded, ports.front_door), seconds=60
    )


def stands_before(instance: Instance, ports: Ports, *, distribution: str, live_api: str) -> bool:
    """Whether the running door hands its requests to these."""
    wanted = {distribution, _sockets(cloud.endpoint(ports), live_api)}
    state = instance.load()
    recorded = state.processes.get(NAME) if state else None
    process = processes.find(recorded) if recorded else None
    return process is not None and wanted <= set(process.cmdline())


def _sockets(endpoint: str, live_api: str) -> str:
    return f"{endpoint}/_aws/execute-api/{live_api}"
