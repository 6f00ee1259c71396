"""Following cdk, and deciding whether a deployment is needed at all."""

import json
from pathlib import Path

import pytest

from infra.local import cdk, fingerprint
from infra.local.demo import DAY_MS, HISTORY_DAYS, LINKS, VISITS, history
from infra.local.failures import LocalFailure
from infra.local.instance import instance_at
from infra.local.people import NAME, People, password
from infra.local.progress import DeploymentProgress
from infra.local.testing import Tally

STACKS = {"Platform": "triptych-local-platform", "Links": "triptych-local-links"}
EVENT = (
    "triptych-local-platform | 22/44 | 7:23:46 PM | CREATE_COMPLETE         "
    "| AWS::SNS::Topic                       | Platform/Alarms (Alarms04B5A0BF) "
)


def progress() -> DeploymentProgress:
    return DeploymentProgress(stacks=lambda: STACKS)


def test_half_of_one_of_two_stacks_is_a_quarter() -> None:
    following = progress()
    following.hear(EVENT)
    assert following.percent == 25
    assert following.now == "triptych-local-platform: AWS::SNS::Topic Platform/Alarms"
    assert following.finished == []


def test_a_finished_stack_counts_whole_under_either_name() -> None:
    following = progress()
    following.hear(EVENT)
    following.hear(" ✅  Platform (triptych-local-platform)")
    following.hear(" ✅  Links (triptych-local-links) (no changes)")
    assert following.percent == 100
    assert following.finished == list(STACKS.values())


def test_other_lines_change_nothing() -> None:
    following = progress()
    for line in ("", "✨  Synthesis time: 5s", "triptych-local-platform: deploying... [1/4]"):
        following.hear(line)
    assert following.percent == 0


def test_stacks_are_read_from_the_assembly(tmp_path: Path) -> None:
    instance = instance_at(tmp_path / "it")
    assert cdk.stacks(instance) == {}
    cdk.assembly(instance).mkdir(parents=True)
    artifact = {
        "type": "aws:cloudformation:stack",
        "displayName": "Links",
        "properties": {"stackName": "triptych-local-links"},
    }
    manifest = {"artifacts": {"Links": artifact, "Tree": {"type": "cdk:tree"}}}
    (cdk.assembly(instance) / "manifest.json").write_text(json.dumps(manifest))
    assert cdk.stacks(instance) == {"Links": "triptych-local-links"}


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["Error: x", "triptych | 1 | CREATE_FAILED | the table", "exit code 1"], "the table"),
        (["Traceback", "ValueError: no such stage", "exit code 1"], "ValueError: no such stage"),
        (["exit code 1"], "no reason was printed"),
    ],
)
def test_a_failed_deployment_is_told_by_its_most_telling_line(
    lines: list[str], reason: str
) -> None:
    assert reason in cdk.why("deploy", lines, "build/local/logs/deploy.log")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name in ("functions/links/model.py", "infra/app.py", "infra/local/cli.py", "cdk.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("1")
    return tmp_path


def test_the_same_sources_need_no_second_deployment(sources: Path) -> None:
    before = fingerprint.of_sources({"a": "1"}, sources)
    (sources / "functions/links/__pycache__").mkdir()
    (sources / "functions/links/__pycache__/model.pyc").write_text("x")
    (sources / "infra/local/cli.py").write_text("the launcher is not deployed")
    assert fingerprint.of_sources({"a": "1"}, sources) == before


@pytest.mark.parametrize("name", ["functions/links/model.py", "infra/app.py", "cdk.json"])
def test_a_changed_source_is_deployed(sources: Path, name: str) -> None:
    before = fingerprint.of_sources({}, sources)
    (sources / name).write_text("2")
    assert fingerprint.of_sources({}, sources) != before


def test_another_port_is_deployed(sources: Path) -> None:
    one = fingerprint.of_sources({"emulatorPort": "1"}, sources)
    assert one != fingerprint.of_sources({"emulatorPort": "2"}, sources)


def test_demo_visits_span_countries_and_the_last_two_weeks() -> None:
    now = 1_800_000_000_000
    visits = list(history(now_ms=now))
    assert len(visits) == len({visit.id for visit in visits}) == VISITS
    assert len({visit.country for visit in visits}) >= 8
    assert {visit.code for visit in visits} == set(LINKS)
    assert all(now - DAY_MS * HISTORY_DAYS <= visit.at <= now for visit in visits)


@pytest.mark.parametrize("name", ["", "a b", "ü", "a" * 51, "x;y", "a\n"])
def test_impossible_usernames_are_refused_before_anything_is_asked(name: str) -> None:
    nobody = People(cognito=None, pool_id="", client_id="")  # type: ignore[arg-type]  # never reached
    with pytest.raises(LocalFailure, match="1 to 50"):
        nobody.token(name)


def test_usernames_of_the_whole_alphabet_are_possible() -> None:
    assert NAME.fullmatch("Az09_-")
    assert password("Bob") == password("bob")


def test_a_stage_that_is_no_test_run_counts_as_one_failure(tmp_path: Path) -> None:
    report = tmp_path / "r.xml"
    report.write_text(
        '<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>'
    )
    tally = Tally()
    tally.add("unit", report, 1)
    tally.add("check", tmp_path / "none.xml", 2)
    tally.add("infra", tmp_path / "none.xml", 5)
    assert tally.line() == "3 passed, 3 failed, 2 skipped"
    assert tally.complaints == ["unit", "check"]
