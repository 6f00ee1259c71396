"""Memory and descriptors of every process of an instance, while load goes on."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import psutil

from infra.local import processes
from infra.local.instance import State

WORKER = re.compile(r"ministack-lambda-triptych-local-([\w-]+?)-[^-/]+/")
CUT_OFF = re.compile(r"Func?t?i?o?n?[0-9A-F]{4,}$")  # names are cut where they are too long
KEEPERS = frozenset({"emulator", "valkey"})  # keep what is written in memory
Member = tuple[str, int]
"""A process: its name and its pid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """``at`` in seconds; ``descriptors`` has the sockets among them, and no pipes."""

    at: float
    rss: int
    descriptors: int
    sockets: int


@dataclass
class Sampler:
    """Takes a sample of every process each ``every`` seconds, in a thread, between with's ends."""

    state: State
    every: float
    samples: dict[Member, list[Sample]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            for member, sample in _now(self.state):
                self.samples.setdefault(member, []).append(sample)
            if self._over.wait(self.every):
                return


def _now(state: State) -> Iterator[tuple[Member, Sample]]:
    for name, process in _members(state):
        try:
            yield (
                (name, process.pid),
                Sample(
                    at=time.monotonic(),
                    rss=process.memory_info().rss,
                    descriptors=process.num_fds() - _pipes(process.pid),
                    sockets=len(process.net_connections(kind="all")),
                ),
            )
        except psutil.NoSuchProcess:
            continue


def _pipes(pid: int) -> int:
    """Of the emulator to its workers, which come and go; of those that went it keeps some open."""
    found = 0
    for each in Path(f"/proc/{pid}/fd").glob("*"):
        with suppress(OSError):  # closed meanwhile
            found += str(each.readlink()).startswith("pipe:")
    return found


def _members(state: State) -> Iterator[tuple[str, psutil.Process]]:
    for name, recorded in state.processes.items():
        process = processes.find(recorded)
        if process is None:
            continue
        yield name, process
        for child in process.children(recursive=True):
            try:
                yield _named(child.cmdline()), child
            except psutil.NoSuchProcess:
                continue


def _named(command: list[str]) -> str:
    """A worker by its function; the emulator's and the stack's parts of the name are left out."""
    worker = WORKER.search(" ".join(command))
    if worker is None:
        return command[0].rpartition("/")[2] if command else "?"
    return CUT_OFF.sub("", worker[1])
