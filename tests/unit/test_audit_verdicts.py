"""What the audit says: above all, that what was not looked at is never called clean."""

import json

from infra.audit.locks import locks
from infra.audit.verdicts import (
    State,
    of_bandit,
    of_cdk_nag,
    of_checkov,
    of_detect_secrets,
    of_pip_audit,
    of_sbom,
)

SOUND = {"name": "a", "version": "1", "vulns": []}
SKIPPED = {"name": "b", "skip_reason": "Dependency not found on PyPI and could not be audited"}
WEAK = {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1"}]}


def pip_audit(*dependencies: object) -> State:
    return of_pip_audit(json.dumps({"dependencies": dependencies}), lock="a.lock").state


def test_a_service_that_answered_for_nobody_has_audited_nobody() -> None:
    """pip-audit itself says "No known vulnerabilities found" then, and ends with 0."""
    assert pip_audit(SKIPPED) is State.NOT_AUDITED
    assert pip_audit(SOUND, SKIPPED) is State.NOT_AUDITED
    assert pip_audit() is State.NOT_AUDITED


def test_a_service_that_could_not_be_reached_leaves_no_json() -> None:
    for output in ("", "Traceback (most recent call last):", "[]", "null"):
        assert of_pip_audit(output, lock="a.lock").state is State.NOT_AUDITED


def test_a_weakness_is_a_finding_whatever_else_was_not_audited() -> None:
    verdict = of_pip_audit(json.dumps({"dependencies": [SKIPPED, WEAK]}), lock="a.lock")
    assert (verdict.state, verdict.findings) == (State.FINDINGS, ("c 2: PYSEC-1",))


def test_clean_is_what_was_answered_for_every_package() -> None:
    assert pip_audit(SOUND) is State.CLEAN


def test_checkov_that_read_nothing_is_not_clean() -> None:
    results: dict[str, object] = {"failed_checks": []}
    nothing = {"summary": {"passed": 0, "parsing_errors": 0}, "results": results}
    unread = {"summary": {"passed": 9, "parsing_errors": 1}, "results": results}
    read = {"summary": {"passed": 9, "parsing_errors": 0}, "results": results}
    assert [of_checkov(each).state for each in (None, nothing, unread, read)] == [
        State.NOT_AUDITED,
        State.NOT_AUDITED,
        State.NOT_AUDITED,
        State.CLEAN,
    ]


def test_a_synthesis_without_rules_is_not_clean() -> None:
    """A sound stage's report is empty, as is that of rules which were never asked."""
    empty: dict[str, object] = {"pluginReports": []}
    assert of_cdk_nag(None, rules_run=True).state is State.NOT_AUDITED
    assert of_cdk_nag(empty, rules_run=False).state is State.NOT_AUDITED
    assert of_cdk_nag(empty, rules_run=True).state is State.CLEAN


def test_bandit_that_could_not_read_a_file_is_not_clean() -> None:
    answer = {"errors": [{"filename": "a.py"}], "results": [], "metrics": {"_totals": {"loc": 1}}}
    assert of_bandit(answer).state is State.NOT_AUDITED
    assert of_bandit(None).state is State.NOT_AUDITED


def test_a_secret_that_nobody_looked_at_is_a_finding_and_a_known_one_is_none() -> None:
    known = {"results": {"a.py": [{"hashed_secret": "1"}]}}
    seen = {"line_number": 3, "type": "Secret Keyword", "hashed_secret": "1"}
    assert of_detect_secrets({"results": {"a.py": [seen]}}, known).state is State.CLEAN
    moved = of_detect_secrets({"results": {"b.py": [seen]}}, known)
    assert moved.findings == ("b.py:3 Secret Keyword",)
    assert of_detect_secrets(None, known).state is State.NOT_AUDITED


def test_a_list_of_packages_that_is_not_whole_is_none() -> None:
    assert of_sbom({"components": [1, 2]}, packages=3).state is State.NOT_AUDITED
    assert of_sbom({"components": [1, 2, 3]}, packages=3).state is State.CLEAN


def test_every_lock_file_is_audited() -> None:
    """Found by itself, so that a new one is not forgotten."""
    places = {lock.removesuffix("requirements.lock") for lock in locks()}
    assert places >= {"", "layers/vendor/", "infra/audit/", "infra/localstack/", "tests/load/"}
