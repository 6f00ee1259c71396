"""``make test``: every kind of test in turn, the last on a deployed instance of its own.

A running ``make up`` is not disturbed: the instance has other ports and another directory. It is
stopped whatever happens, and its directory is kept only if something failed.
"""

import os
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as Xml
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from infra.local import ports, processes
from infra.local.bring_up import SERVICES, BringUp
from infra.local.console import complaints, console
from infra.local.failures import LocalFailure
from infra.local.instance import ROOT, Instance, instance_at

KINDS = ("contract", "integration", "infra", "faults")
# First those that only use the stack, then those that disturb it or read what all have left.
STAGES = (
    ("e2e", ("-n", "3", "-m", "not alone")),  # much of it is waiting
    ("browser", ("-n", "2")),
    ("e2e", ("-m", "alone")),
    ("faults_deployed", ()),
)
NOTHING_COLLECTED = 5


@dataclass(slots=True)
class Tally:
    """What was counted over all stages; a stage that is no test run counts as one failure."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    complaints: list[str] = field(default_factory=list)

    def add(self, stage: str, report: Path, code: int) -> None:
        failed = 0
        for suite in _suites(report):
            bad = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            left_out = int(suite.get("skipped", 0))
            self.passed += int(suite.get("tests", 0)) - bad - left_out
            self.skipped += left_out
            failed += bad
        if code not in (0, NOTHING_COLLECTED):
            failed = max(failed, 1)
            self.complaints.append(stage)
        self.failed += failed

    def line(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main() -> int:
    return concluded(_run_all)


def concluded(run: Callable[[Tally], None]) -> int:
    """The exit code of ``run``, after a line that says how it went."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    tally = Tally()
    try:
        run(tally)
    except LocalFailure as failure:
        complaints.print(str(failure), style="red", markup=False)
        tally.failed += 1
        tally.complaints.append("the local stage")
    except KeyboardInterrupt:
        console.print("Stopped.")
        return 130
    if tally.complaints:
        console.print(f"Failed: {', '.join(tally.complaints)}", style="red")
    console.print(tally.line())
    return 1 if tally.failed or not tally.passed else 0


def _run_all(tally: Tally) -> None:
    unit = _reports() / "unit.xml"
    stage("check: format, lint, types, import contracts, unit tests")
    tally.add("check", unit, _call(["make", "check"], {"PYTEST_ADDOPTS": f"--junitxml={unit}"}))
    for kind in KINDS:
        stage(f"{kind} tests")
        tally.add(kind, *run_pytest(kind, ["-n", "auto"], {}))
    stage("end-to-end and browser tests on a deployed instance")
    with own_instance(tally) as instance:
        environment = {"TRIPTYCH_STATE": str(instance.published)}
        for kind, options in STAGES:
            tally.add(kind, *run_pytest(kind, options, environment))


def run_pytest(
    kind: str, options: Sequence[str], environment: Mapping[str, str]
) -> tuple[Path, int]:
    report = _reports() / f"{kind}.xml"
    directory = ROOT / "tests" / kind
    if not any(directory.glob("test_*.py")):
        report.unlink(missing_ok=True)
        return report, NOTHING_COLLECTED
    command = [sys.executable, "-m", "pytest", str(directory), f"--junitxml={report}", *options]
    return report, _call(command, environment)


def _call(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit code; the child is ended with us when we are interrupted."""
    with subprocess.Popen(  # noqa: S603  # commands are ours
        list(command), cwd=ROOT, env={**os.environ, **environment}
    ) as child:
        try:
            return child.wait()
        except KeyboardInterrupt:
            child.terminate()
            raise


@contextmanager
def own_instance(tally: Tally) -> Iterator[Instance]:
    instance = instance_at(ROOT / "build" / f"test-{os.getpid()}")
    before = tally.failed
    try:
        BringUp(instance, port=ports.free(), emulator_port=ports.free(), throttled=True).run()
        yield instance
    finally:
        processes.stop(instance, SERVICES)
        if tally.failed == before and sys.exc_info()[0] is None:
            shutil.rmtree(instance.directory, ignore_errors=True)
            instance.published.unlink(missing_ok=True)
        else:
            console.print(f"Its logs are kept in {processes.shown(instance.logs)}.")


def _reports() -> Path:
    directory = ROOT / "build" / "reports"
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def _suites(report: Path) -> Iterator[Xml.Element]:
    if report.exists():
        yield from Xml.parse(report).getroot().iter("testsuite")  # noqa: S314  # written by pytest just now


def stage(name: str) -> None:
    console.rule(name, align="left")


def _as_interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
