"""What the audit says of packages: their known weaknesses, and lists of what is shipped."""

import json
from pathlib import Path

import pytest

from infra.audit.locks import NPM, batches, locks, npm_packages, pins
from infra.audit.said import Said
from infra.audit.shipped import of_sbom
from infra.audit.verdicts import State, Verdict
from infra.audit.weaknesses import UNKNOWING, knows, of_npm_audit, of_pip_audit
from infra.packaging import ROOT

SOUND = {"name": "a", "version": "1", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "Dependency not found on PyPI and could not be audited"}
WEAK = {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1"}]}


def pip_audit(
    *dependencies: object, code: int = 0, pins: str = "a==1", known: bool = True
) -> Verdict:
    said = Said(code, json.dumps({"dependencies": dependencies}))
    return of_pip_audit([said], lock="a", pins=pins.split(), knows=known)


def test_a_service_that_answered_for_nobody_has_audited_nobody() -> None:
    """pip-audit itself says "No known vulnerabilities found" then, and ends with 0."""
    assert pip_audit(SKIPPED, pins="b==1").state is State.NOT_AUDITED
    assert pip_audit(SOUND, SKIPPED, pins="a==1 b==1").state is State.NOT_AUDITED
    assert pip_audit().state is State.NOT_AUDITED
    assert pip_audit(pins="").state is State.NOT_AUDITED


def test_a_package_that_pip_audit_leaves_out_was_not_audited() -> None:
    """It passes over packages that another Python or another system would install."""
    verdict = pip_audit(SOUND, pins="a==1 d==3")
    assert (verdict.state, verdict.how) == (
        State.NOT_AUDITED,
        "its service answered for 1 of 2 packages",
    )
    assert pip_audit(SOUND, pins="a==2").state is State.NOT_AUDITED


def test_a_service_that_could_not_be_reached_leaves_no_json() -> None:
    for output in ("", "Traceback (most recent call last):", "[]", "null"):
        pip = of_pip_audit([Said(1, output)], lock="a", pins=["a==1"], knows=True)
        npm = of_npm_audit(Said(1, output), lock="a", packages=1, knows=True)
        assert (pip.state, npm.state) == (State.NOT_AUDITED, State.NOT_AUDITED)


def test_a_weakness_is_a_finding_whatever_else_was_not_audited() -> None:
    verdict = pip_audit(SKIPPED, WEAK, code=1, pins="b==1 c==2")
    assert (verdict.state, verdict.findings) == (State.FINDINGS, ("c 2: PYSEC-1",))


def test_clean_is_what_was_answered_for_every_package() -> None:
    assert pip_audit(SOUND).state is State.CLEAN
    assert pip_audit(SOUND, code=1).state is State.NOT_AUDITED


def test_an_answer_in_parts_is_judged_as_a_whole() -> None:
    """A lock for several Pythons may hold two versions of a package: each is asked about."""
    first, second = (
        Said(0, json.dumps({"dependencies": [{"name": "a", "version": version, "vulns": []}]}))
        for version in "12"
    )
    both = ["a==1", "a==2"]
    whole = of_pip_audit([first, second], lock="a", pins=both, knows=True)
    half = of_pip_audit([first], lock="a", pins=both, knows=True)
    dead = of_pip_audit([first, Said(1, "")], lock="a", pins=both, knows=True)
    assert [each.state for each in (whole, half, dead)] == [
        State.CLEAN,
        State.NOT_AUDITED,
        State.NOT_AUDITED,
    ]


def npm_report(total: int, **weak: object) -> dict[str, object]:
    return {
        "auditReportVersion": 2,
        "vulnerabilities": weak,
        "metadata": {"dependencies": {"total": total}},
    }


def npm_audit(answer: object, *, code: int = 0, packages: int = 3, known: bool = True) -> Verdict:
    return of_npm_audit(Said(code, json.dumps(answer)), lock="web", packages=packages, knows=known)


def test_npm_is_clean_where_its_service_answered_for_all() -> None:
    assert npm_audit(npm_report(3)).state is State.CLEAN
    assert npm_audit(npm_report(2)).state is State.NOT_AUDITED  # dev packages left out, say
    assert npm_audit(npm_report(3), code=1).state is State.NOT_AUDITED


def test_npm_that_was_refused_is_not_clean() -> None:
    verdict = npm_audit({"message": "405 Method Not Allowed", "statusCode": 405}, code=1)
    assert verdict.state is State.NOT_AUDITED
    assert "405 Method Not Allowed" in verdict.how


def test_npm_names_a_weakness_once_by_the_package_that_has_it() -> None:
    advisory = {"severity": "high", "title": "Bad", "url": "https://example.com/1"}
    weak = {"range": "<2", "via": [advisory]}
    depends = {"range": "*", "via": ["inner"]}
    verdict = npm_audit(npm_report(3, inner=weak, outer=depends), code=1)
    assert verdict.findings == ("inner <2, high: Bad https://example.com/1",)


def test_a_service_that_does_not_know_the_known_knows_nothing_of_others() -> None:
    """``npm audit`` that was told to stay offline looks at all packages and ends with 0."""
    for verdict in (npm_audit(npm_report(3), known=False), pip_audit(SOUND, known=False)):
        assert (verdict.state, verdict.how) == (State.NOT_AUDITED, UNKNOWING)
    assert not knows(npm_audit(npm_report(1), packages=1))
    assert knows(pip_audit(WEAK, code=1, pins="c==2"))


def test_a_service_out_of_reach_is_said_and_fails_nothing() -> None:
    assert not pip_audit(SKIPPED).fails
    assert not npm_audit({"message": "ECONNREFUSED"}, code=1).fails
    assert pip_audit(WEAK, code=1, pins="c==2").fails


def sbom(*components: str, code: int = 0) -> State:
    listed = [{"name": name, "version": "1"} for name in components]
    said = Said(code, json.dumps({"specVersion": "1.5", "components": listed}))
    return of_sbom("web", said, [("a", "1"), ("b", "1")]).state


def test_a_list_of_packages_that_is_not_whole_is_none() -> None:
    assert sbom("a", "b") is State.CLEAN
    assert sbom("a") is State.NOT_AUDITED
    assert sbom("a", "c") is State.NOT_AUDITED
    assert sbom("a", "b", code=1) is State.NOT_AUDITED
    assert of_sbom("web", Said(0, "{}"), []).state is State.NOT_AUDITED
    assert of_sbom("web", Said(1, "", "npm error"), []).state is State.NOT_AUDITED


def test_every_lock_file_is_audited() -> None:
    """Found by itself, so that a new one is not forgotten."""
    known = {"requirements.lock", "infra/audit/requirements.lock", "tests/bench/movielens.lock"}
    known |= {f"layers/{layer}/requirements.lock" for layer in ("vendor", "learning", "signing")}
    assert set(locks()) >= known
    assert all("==" in (ROOT / lock).read_text() for lock in locks())
    assert set(locks(NPM)) == {"infra/package-lock.json", "web/package-lock.json"}


def test_a_lock_is_read_whole() -> None:
    """Also what a marker keeps from this machine."""
    lock = (
        "a==1 \\\n    --hash=sha256:0\n    # via b\nb==2.0.post1 ; python_full_version < '3.9' \\\n"
    )
    assert pins(lock) == ["a==1", "b==2.0.post1"]
    for each in locks():
        text = (ROOT / each).read_text()
        assert len(pins(text)) == sum("==" in line for line in text.splitlines() if line[0] != " ")


def test_two_versions_of_a_package_are_asked_about_apart() -> None:
    assert list(batches(["a==1", "b==1", "b==2"])) == [["a==1", "b==1"], ["b==2"]]
    assert list(batches([])) == []


@pytest.mark.parametrize("package", ["svelte", "hls.js", "amazon-cognito-identity-js"])
def test_what_runs_in_browsers_is_shipped(package: str) -> None:
    lock = ROOT / "web" / NPM
    assert package in {name for name, _ in npm_packages(lock, shipped=True)}
    assert "vite" not in {name for name, _ in npm_packages(lock, shipped=True)}
    assert "vite" in {name for name, _ in npm_packages(lock)}


def test_a_package_below_another_has_its_own_name(tmp_path: Path) -> None:
    packages = {"": {}, "node_modules/a/node_modules/@b/c": {"version": "1"}}
    lock = tmp_path / NPM
    lock.write_text(json.dumps({"packages": packages}))
    assert npm_packages(lock) == [("@b/c", "1")]
