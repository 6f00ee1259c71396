"""The workflow runs what is there, for no longer than it says, and lets nothing pass unseen."""

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # ships no types

from infra.packaging import ROOT

Json = dict[str, Any]  # Any: a file's YAML
WORKFLOW: Json = yaml.safe_load((ROOT / ".github/workflows/check.yml").read_text())
JOBS: Json = WORKFLOW["jobs"]
WEEKLY = {"storms", "load"}


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def commands(job: str) -> list[str]:
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


@pytest.mark.parametrize("job", JOBS)
def test_a_job_runs_targets_of_the_makefile(job: str) -> None:
    made = [command.split()[1] for command in commands(job) if command.startswith("make ")]
    assert made
    assert set(made) <= targets()
    assert JOBS[job]["timeout-minutes"] <= 180


def test_every_command_of_proof_is_run() -> None:
    said = {command.split()[1] for job in JOBS for command in commands(job) if "make" in command}
    assert said >= {"test", "bench", "cost", "audit", "faults", "load", "soak", "test-localstack"}


def test_nothing_that_fails_is_passed_over() -> None:
    assert "continue-on-error" not in (ROOT / ".github/workflows/check.yml").read_text()


@pytest.mark.parametrize("job", JOBS)
def test_the_long_jobs_are_the_schedules_alone(job: str) -> None:
    only = JOBS[job].get("if", "")
    assert only == ("github.event_name == 'schedule'" if job in WEEKLY else "")


def test_a_push_does_not_end_what_the_schedule_began() -> None:
    assert "github.event_name" in WORKFLOW["concurrency"]["group"]


def test_what_was_started_is_stopped_whatever_happened() -> None:
    (down,) = (step for step in JOBS["load"]["steps"] if step.get("run") == "make down")
    assert down["if"] == "always()"


def test_the_hook_of_commits_checks_what_make_check_checks() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    (hook,) = (hook for repo in config["repos"] for hook in repo["hooks"])
    assert hook["entry"] == "make check"
    assert "pre-commit==" in (ROOT / "requirements.lock").read_text()
