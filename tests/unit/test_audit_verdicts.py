"""What the audit says: above all, that what was not looked at is never called clean."""

import json
import sys
from pathlib import Path

import pytest

from infra.audit.said import NEVER_RAN, Said, asked
from infra.audit.verdicts import (
    CARELESS,
    RULE,
    State,
    judged,
    not_audited,
    of_bandit,
    of_cdk_nag,
    of_cfn_lint,
    of_checkov,
    of_detect_secrets,
)

CRASHES = (
    Said(1, "", "Traceback (most recent call last):\nMemoryError"),
    Said(2, "", "unrecognized arguments"),
    Said(-9, "", ""),
    Said(NEVER_RAN, "", "No such file or directory"),
)


def saying(answer: object, *, code: int = 0) -> Said:
    return Said(code, json.dumps(answer))


@pytest.mark.parametrize("crash", CRASHES)
def test_a_tool_that_crashed_is_not_clean(crash: Said) -> None:
    known = {"results": {"a.py": [{"hashed_secret": "1"}]}}
    verdicts = (
        of_cdk_nag(None, crash),
        of_cfn_lint(crash, templates=8),
        of_checkov(crash),
        of_bandit(crash),
        of_detect_secrets(crash, known),
    )
    assert {verdict.state for verdict in verdicts} == {State.NOT_AUDITED}
    assert all(verdict.fails for verdict in verdicts)


def test_why_it_was_not_audited_is_the_last_thing_it_complained_of() -> None:
    assert CRASHES[0].why == "it ended with 1: MemoryError"
    assert of_cfn_lint(CRASHES[0], templates=8).how == "it ended with 1: MemoryError"


def test_what_is_not_there_or_ends_badly_says_so() -> None:
    assert asked([Path("/not/there")]).code == NEVER_RAN
    ended = asked([sys.executable, "-c", "import sys; print('[]'); sys.exit('no')"])
    assert (ended.code, ended.json, ended.why) == (1, [], "it ended with 1: no")


def test_no_credentials_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    script = "import os; print(sorted(name for name in os.environ if name.startswith('AWS_')))"
    assert asked([sys.executable, "-c", script]).output.strip() == "[]"


def test_the_audit_fails_for_findings_and_for_what_our_own_tools_did_not_do() -> None:
    assert judged("a", ["found"], "").fails
    assert not judged("a", [], "").fails
    assert not_audited("a", "it crashed").fails


def report(*found: tuple[str, str]) -> object:
    violations = [
        {"ruleName": rule, "description": "why", "violatingConstructs": [{"constructPath": path}]}
        for path, rule in found
    ]
    return {"pluginReports": [{"violations": violations}] if violations else []}


FAILED_AS_IT_SHOULD = Said(1, "", "Validation failed")
KNOWN_CARELESS = (f"{CARELESS}/Queue", RULE)


def test_a_synthesis_without_rules_is_not_clean() -> None:
    """A sound stage's report is empty, as is that of rules which were never asked."""
    assert of_cdk_nag(report(), Said(0, "")).state is State.NOT_AUDITED
    assert of_cdk_nag(report(("links/Queue", RULE)), Said(1, "")).state is State.NOT_AUDITED


def test_the_careless_queue_is_found_and_is_no_finding() -> None:
    """Neither for the rule it is there for nor for another."""
    found = report(KNOWN_CARELESS, (f"{CARELESS}/Queue", "AwsSolutions-SQS3"))
    assert of_cdk_nag(found, FAILED_AS_IT_SHOULD).state is State.CLEAN


def test_what_the_rules_find_in_our_stacks_is_a_finding() -> None:
    verdict = of_cdk_nag(report(KNOWN_CARELESS, ("links/Queue", RULE)), FAILED_AS_IT_SHOULD)
    assert (verdict.state, verdict.findings) == (State.FINDINGS, (f"links/Queue {RULE}: why",))


def test_cfn_lint_is_clean_where_it_ended_well_and_said_nothing() -> None:
    assert of_cfn_lint(Said(0, "\n"), templates=8).state is State.CLEAN
    assert of_cfn_lint(Said(0, ""), templates=0).state is State.NOT_AUDITED
    assert of_cfn_lint(Said(4, ""), templates=8).state is State.NOT_AUDITED


@pytest.mark.parametrize("code", [2, 4, 6, 8, 14])
def test_each_line_of_cfn_lint_is_a_finding(code: int) -> None:
    verdict = of_cfn_lint(Said(code, "W1 a\n\nE2 b\n"), templates=8)
    assert (verdict.state, verdict.findings) == (State.FINDINGS, ("W1 a", "E2 b"))


def checkov(*failed: object, code: int = 0, passed: int = 9, unread: int = 0) -> State:
    summary = {"passed": passed, "parsing_errors": unread}
    answer = {"summary": summary, "results": {"failed_checks": failed}}
    return of_checkov(saying(answer, code=code)).state


def test_checkov_that_read_nothing_is_not_clean() -> None:
    assert of_checkov(saying([])).state is State.NOT_AUDITED  # no framework looked at anything
    assert checkov(passed=0) is State.NOT_AUDITED
    assert checkov(unread=1) is State.NOT_AUDITED
    assert checkov(code=1) is State.NOT_AUDITED
    assert checkov() is State.CLEAN


def test_a_check_that_failed_is_a_finding() -> None:
    failed = {"check_id": "CKV_1", "check_name": "a check", "resource": "Queue"}
    assert checkov(failed, code=1) is State.FINDINGS


def bandit(*results: object, code: int = 0, lines: int = 1, errors: int = 0) -> State:
    unread = [{"filename": "a.py"}] * errors
    answer = {"errors": unread, "results": results, "metrics": {"_totals": {"loc": lines}}}
    return of_bandit(saying(answer, code=code)).state


def test_bandit_that_could_not_read_a_file_is_not_clean() -> None:
    assert bandit(errors=1) is State.NOT_AUDITED
    assert bandit(lines=0) is State.NOT_AUDITED
    assert bandit(code=1) is State.NOT_AUDITED
    assert bandit() is State.CLEAN


def test_a_line_that_bandit_dislikes_is_a_finding() -> None:
    result = {"filename": "a.py", "line_number": 1, "test_id": "B1", "issue_text": "why"}
    assert bandit(result, code=1) is State.FINDINGS


KNOWN = {"results": {"a.py": [{"hashed_secret": "1"}]}}
SECRET = {"line_number": 3, "type": "Secret Keyword", "hashed_secret": "1"}


def test_a_secret_that_nobody_looked_at_is_a_finding_and_a_known_one_is_none() -> None:
    assert of_detect_secrets(saying({"results": {"a.py": [SECRET]}}), KNOWN).state is State.CLEAN
    moved = of_detect_secrets(saying({"results": {"a.py": [SECRET], "b.py": [SECRET]}}), KNOWN)
    assert moved.findings == ("b.py:3 Secret Keyword",)


def test_a_search_for_secrets_that_misses_the_known_ones_saw_no_file() -> None:
    """Where nothing is tracked by git it lists no file, finds nothing, and ends with 0."""
    assert of_detect_secrets(saying({"results": {}}), KNOWN).state is State.NOT_AUDITED
