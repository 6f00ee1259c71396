"""Functions whose clocks are wrong, as on AWS one machine's may be; only where a test says so.

MiniStack's workers are processes of one machine and agree to the nanosecond, which no two functions
of a cloud do. On an instance under test (``infra/local/clocks.py``) a worker looks as it starts
whether it was told otherwise; elsewhere none of this is there.
"""

import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

from ministack.core import lambda_runtime

from infra.local.emulator import worker_clock

FIRST = """\
import sys
sys.path.insert(0, {directory!r})
import worker_clock
worker_clock.start()
sys.path.remove({directory!r})
"""
NEEDED = ("time_machine", "_time_machine")  # found by nobody who does not look while it starts


def install() -> None:
    if worker_clock.PLACE not in os.environ:
        return
    first = FIRST.format(directory=str(links()))
    original = lambda_runtime._detect_runtime_binary

    def detect(runtime: str) -> tuple[str, str]:
        binary, script = original(runtime)
        return binary, f"{first}{script}" if runtime.startswith("python") else script

    lambda_runtime._detect_runtime_binary = detect


def links() -> Path:
    """A directory of them: to what a worker needs for it."""
    directory = Path(tempfile.mkdtemp(prefix="worker-clock-"))
    for name in (*NEEDED, worker_clock.__name__):
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(name)
        origin = Path(spec.origin)
        source = origin.parent if spec.submodule_search_locations else origin
        (directory / source.name).symlink_to(source)
    return directory
