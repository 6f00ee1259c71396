"""Starting, recognising and ending background processes: only ever our own."""

import os
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import psutil

from infra.local.failures import LocalFailure
from infra.local.instance import ROOT, Instance, Recorded

GRACE = 20.0  # seconds to end by itself; the emulator writes its state in that time
POLL = 0.05


def find(recorded: Recorded) -> psutil.Process | None:
    """The process that was recorded, if it still runs; a later owner of its pid is not it."""
    try:
        process = psutil.Process(recorded.pid)
        same = abs(process.create_time() - recorded.started) < 0.5
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def clean_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """What a background process gets: nothing of the caller's shell but the essentials.

    The emulator hands its whole environment to every function, so a PYTHONPATH or AWS_PROFILE of
    the caller would change what runs.
    """
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TZ") if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", **extra}


def start(
    instance: Instance, name: str, command: Sequence[str], *, environment: Mapping[str, str]
) -> Recorded:
    """Start ``command`` in a session of its own, its output in ``logs/<name>.log``."""
    with (instance.logs / f"{name}.log").open("ab") as log:
        child = subprocess.Popen(  # noqa: S603  # commands are ours, never a user's text
            list(command),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=clean_environment(environment),
            start_new_session=True,
        )
    recorded = Recorded(pid=child.pid, started=psutil.Process(child.pid).create_time())
    instance.record(name, recorded)
    return recorded


def listens(recorded: Recorded, port: int) -> bool:
    """Whether the process itself, and not somebody who was faster, has ``port``."""
    process = find(recorded)
    if process is None:
        return False
    try:
        sockets = process.net_connections(kind="tcp")
    except psutil.NoSuchProcess:
        return False
    return any(s.status == psutil.CONN_LISTEN and s.laddr.port == port for s in sockets)


def wait_ready(
    instance: Instance, name: str, recorded: Recorded, ready: Callable[[], bool], *, seconds: float
) -> None:
    """Return when ``ready`` says so; fail when the process ends or the time is over."""
    deadline = time.monotonic() + seconds
    while not ready():
        log = instance.logs / f"{name}.log"
        if find(recorded) is None:
            raise LocalFailure(f"{name} ended right after its start: see {shown(log)}.")
        if time.monotonic() > deadline:
            raise LocalFailure(f"{name} did not become ready in {seconds:.0f} s: see {shown(log)}.")
        time.sleep(POLL)


def stop(instance: Instance, names: Iterable[str]) -> list[str]:
    """End the named processes and all they started; the names that were running."""
    state = instance.load()
    if state is None:
        return []
    ended = []
    for name in names:
        recorded = state.processes.get(name)
        if recorded is None:
            continue
        process = find(recorded)
        if process is not None:
            _end(process)
            ended.append(name)
        instance.forget(name)
    return ended


def _end(process: psutil.Process) -> None:
    """Ask, wait, insist. The children are listed first: they lose their parent when it ends."""
    family = [process, *_children(process)]
    _signal([process], psutil.Process.terminate)
    psutil.wait_procs([process], timeout=GRACE)
    left = [each for each in family if each.is_running()]
    _signal(left, psutil.Process.terminate)
    _, stubborn = psutil.wait_procs(left, timeout=2)
    _signal(stubborn, psutil.Process.kill)
    psutil.wait_procs(stubborn, timeout=2)


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _signal(processes: Iterable[psutil.Process], send: Callable[[psutil.Process], None]) -> None:
    for process in processes:
        try:
            send(process)
        except psutil.NoSuchProcess:
            continue


def shown(path: Path) -> str:
    """``path`` as the user types it: relative to the repository where it lies inside."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
