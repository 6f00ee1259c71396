"""P16: how long ``make up`` takes on a machine that has everything downloaded, and again."""

import subprocess  # noqa: S404,RUF100  # our own commands
import sys
import tempfile
import time
from pathlib import Path

from infra.local.instance import ROOT
from infra.local.ports import free

from .table import NotMeasured, Row, at_most

CLEAN, AGAIN = 120.0, 15.0


def bring_up_rows() -> list[Row]:
    """An instance of its own, beside whatever runs, and wiped afterwards."""
    with tempfile.TemporaryDirectory(dir=ROOT / "build", prefix="bench-") as scratch:
        instance = Path(scratch) / "instance"
        try:
            clean = seconds("up", "--port", str(free()), "--instance", str(instance))
            again = seconds("up", "--instance", str(instance))
        finally:
            launcher("reset", "--instance", str(instance))
    return [
        at_most("P16", "`make up`, clean machine, s", clean, CLEAN, how="after downloads"),
        at_most("P16", "`make up` again, s", again, AGAIN, how="nothing changed"),
    ]


def seconds(*arguments: str) -> float:
    began = time.monotonic()
    done = launcher(*arguments)
    if done.returncode:
        raise NotMeasured(f"the local stage did not come up: {done.stderr.strip()[-300:]}")
    return time.monotonic() - began


def launcher(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "infra.local", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
