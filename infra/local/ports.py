"""Choosing ports: the one asked for, the one used last time, or a free one."""

import errno
import random
import socket

from infra.local.failures import LocalFailure
from infra.local.instance import Ports, State

LOOPBACK = "127.0.0.1"
LOOPBACK_6 = "::1"
DEFAULT_FRONT_DOOR = 8080
DEFAULT_EMULATOR = 4566
HIGHEST = 65535
# Below what any system hands to outgoing connections (Linux from 32768, others from 49152): one of
# those could take a port between its choice and its use, or while an instance is down.
SPARE = range(10_000, 32_000)
_given: set[int] = set()


def parse(text: str) -> int:
    """The port a user gave. Raises LocalFailure for anything that is none."""
    if text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= HIGHEST:
        return int(text)
    raise LocalFailure(
        f"{text!r} is no port: give a number from 1 to {HIGHEST}, like `make up PORT=8081`."
    )


def in_use(port: int) -> bool:
    """Whether a listener could not be put on ``port`` of this machine."""
    return any(
        _taken(family, address, port)
        for family, address in ((socket.AF_INET, LOOPBACK), (socket.AF_INET6, LOOPBACK_6))
    )


def _taken(family: socket.AddressFamily, address: str, port: int) -> bool:
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        return error.errno in (errno.EADDRINUSE, errno.EACCES)
    return False


def free() -> int:
    """A port nobody listens on and this process was not given before, as it may not listen yet.

    Raises LocalFailure where every port tried is taken.
    """
    for port in random.sample(SPARE, 100):  # no secret
        if port not in _given and not in_use(port):
            _given.add(port)
            return port
    raise LocalFailure("No free port was found on this machine: stop what listens, and try again.")


def choose(*, wanted: int | None, emulator: int | None, last: State | None) -> Ports:
    """Ports for an instance none of whose processes run; ``wanted`` is the front door's.

    The emulator's and Valkey's ports are part of what is deployed (origins and function
    environments name them), so an instance keeps those it was deployed with.
    """
    if last is None:
        spare = wanted != DEFAULT_EMULATOR and not in_use(DEFAULT_EMULATOR)
        usual = DEFAULT_EMULATOR if spare else free()
        chosen = Ports(
            front_door=wanted or DEFAULT_FRONT_DOOR,
            emulator=emulator or usual,
            valkey=free(),
            viewer=free(),
        )
    else:
        chosen = Ports(
            front_door=wanted or last.ports.front_door,
            emulator=last.ports.emulator,
            valkey=last.ports.valkey,
            viewer=last.ports.viewer if not in_use(last.ports.viewer) else free(),
            throttle=free() if last.ports.throttle else 0,
        )
    _refuse_taken(chosen)
    return chosen


def _refuse_taken(ports: Ports) -> None:
    if ports.front_door in (ports.emulator, ports.valkey, ports.viewer):
        raise LocalFailure(
            f"Port {ports.front_door} is one of this instance's own, behind the front door: "
            f"choose another with `make up PORT={_next(ports.front_door)}`."
        )
    refuse_front_door(ports.front_door)
    for port in (ports.emulator, ports.valkey):
        if in_use(port):
            raise LocalFailure(
                f"Port {port}, which this instance was deployed with, is used by another program: "
                "stop it, or start afresh on other ports with `make reset up`."
            )


def refuse_front_door(port: int) -> None:
    if in_use(port):
        raise LocalFailure(
            f"Port {port} is used by another program, or kept for administrators: "
            f"choose another with `make up PORT={_next(port)}`."
        )


def _next(port: int) -> int:
    return port + 1 if DEFAULT_FRONT_DOOR <= port < HIGHEST else DEFAULT_FRONT_DOOR + 1
