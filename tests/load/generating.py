"""Locust as a process of its own: it ends by itself, and with whoever started it."""

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from infra.local.failures import LocalFailure
from infra.local.instance import ROOT
from tests.load.mix import Note, Plan

BUILD = ROOT / "build" / "load"
LOCUST = BUILD / "env" / "bin" / "locust"
GRACE = 30  # seconds in which what was begun is finished


def generate(url: str, plan: Plan, *, users: int, seconds: int) -> list[Note]:
    """All that was asked. Raises LocalFailure if locust fails."""
    wanted, notes = BUILD / "plan.json", BUILD / "notes.jsonl"
    wanted.touch(mode=0o600)
    wanted.write_text(json.dumps(asdict(plan)))
    notes.unlink(missing_ok=True)
    command = [
        *(str(LOCUST), "--headless", "--only-summary", "--skip-log-setup"),
        *("--locustfile", "tests/load/locustfile.py", "--host", url),
        *("--users", str(users), "--spawn-rate", str(users)),
        *("--run-time", f"{seconds}s", "--stop-timeout", str(GRACE), "--exit-code-on-error", "0"),
    ]
    _run(command, plan=wanted, notes=notes, seconds=seconds)
    return [Note(**json.loads(line)) for line in notes.read_text().splitlines()]


def _run(command: Sequence[str], *, plan: Path, notes: Path, seconds: int) -> None:
    environment = {"LOAD_PLAN": str(plan), "LOAD_NOTES": str(notes), "PYTHONPATH": str(ROOT)}
    with (BUILD / "locust.log").open("w") as log:
        child = subprocess.Popen(  # noqa: S603  # our own command
            list(command),
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            code = child.wait(timeout=seconds + 2 * GRACE)
        except subprocess.TimeoutExpired as late:
            raise LocalFailure("Locust did not end: build/load/locust.log says more.") from late
        finally:
            child.kill()
            child.wait()
            plan.unlink(missing_ok=True)
    if code:
        raise LocalFailure(f"Locust ended with {code}: build/load/locust.log says more.")
