"""The programs that do the work: at a low priority, ended with the job or the emulator.

An emulator that is killed cannot end them: there the kernel does (``setpriv`` of util-linux asks
for it), or else they go on until their film is through.
"""

import atexit
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from infra.local.mediaconvert.failures import UNKNOWN, JobCanceled, JobFailed

NICE = 15
SAID = 300  # characters of what a program says last, for the job's error message
PROGRESS = re.compile(r"\w+=")
Heard = Callable[[str], None]

_running: set[subprocess.Popen[bytes]] = set()


class Canceled:
    """Whether a job is still wanted; ends its program when it is not."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def cancel(self) -> None:
        self._event.set()
        process = self._process
        if process is not None:
            process.kill()

    def check(self) -> None:
        """Raises JobCanceled."""
        if self._event.is_set():
            raise JobCanceled

    def run(
        self, command: Sequence[str], directory: Path, heard: Heard = lambda _line: None
    ) -> None:
        """Raises JobFailed with what the program said last, JobCanceled."""
        self.check()
        process = subprocess.Popen(  # noqa: S603  # of settings that were checked
            [*_with_us(), "nice", "-n", str(NICE), *command],
            cwd=directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
        )
        self._process = process
        _running.add(process)
        try:
            said = self._watch(process, heard)
        finally:
            _running.discard(process)
            self._process = None
        self.check()
        if process.returncode:
            message = said.replace(f"{directory}/", "") or "no reason given"
            raise JobFailed(UNKNOWN, f"{Path(command[0]).name} ended with: {message}")

    def _watch(self, process: subprocess.Popen[bytes], heard: Heard) -> str:
        """What it said last: a damaged film is told of line by line, by the million."""
        if self._event.is_set():  # while it was started
            process.kill()
        assert process.stdout is not None  # noqa: S101  # a pipe was asked for
        said = ""
        with process.stdout:
            for line in process.stdout:
                text = line.decode("utf-8", "replace").strip()
                if PROGRESS.match(text):
                    heard(text)
                elif text:
                    said = text[:SAID]
        process.wait()
        return said


def _with_us() -> Sequence[str]:
    """Until the thread that started the program ends, and that one waits for it."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "KILL") if setpriv else ()


@atexit.register
def _end_all() -> None:
    for process in list(_running):
        process.kill()
