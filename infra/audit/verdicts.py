"""What each tool's answer means. Pure, so that tests can ask."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Json = Any  # what a tool printed, parsed


class State(StrEnum):
    CLEAN = "clean"
    FINDINGS = "findings"
    NOT_AUDITED = "not audited"


@dataclass(frozen=True, slots=True)
class Verdict:
    tool: str
    state: State
    how: str
    findings: tuple[str, ...] = ()


def judged(tool: str, findings: Sequence[str], how: str) -> Verdict:
    state = State.FINDINGS if findings else State.CLEAN
    return Verdict(tool, state, how, tuple(findings))


def not_audited(tool: str, why: str) -> Verdict:
    return Verdict(tool, State.NOT_AUDITED, why)


def of_cdk_nag(report: Json, *, rules_run: bool) -> Verdict:
    """``validation-report.json`` of a synthesis, or None where there is none."""
    if not report:
        return not_audited("cdk-nag", "the synthesis left no report")
    if not rules_run:
        return not_audited("cdk-nag", "its rules do not run: a careless stack passed")
    findings = [
        f"{violation['ruleName']}: {violation['description']}"
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
    ]
    return judged("cdk-nag", findings, "AWS Solutions rules, prod stage; what is kept says why")


def of_cfn_lint(output: str, *, templates: int) -> Verdict:
    lines = [line for line in output.splitlines() if line.strip()]
    return judged("cfn-lint", lines, f"{templates} templates of the prod stage")


def of_checkov(answer: Json) -> Verdict:
    if not answer or not answer.get("summary", {}).get("passed"):
        return not_audited("checkov", "it looked at nothing")
    summary = answer["summary"]
    if summary["parsing_errors"]:
        return not_audited("checkov", f"{summary['parsing_errors']} templates were not read")
    failed = [
        f"{each['check_id']} {each['check_name']}: {each['resource']}"
        for each in answer["results"]["failed_checks"]
    ]
    return judged("checkov", failed, f"{summary['passed']} checks; checkov.yaml lists what is kept")


def of_bandit(answer: Json) -> Verdict:
    if not answer or answer.get("errors"):
        return not_audited("bandit", "it could not read all files")
    found = [
        f"{each['filename']}:{each['line_number']} {each['test_id']} {each['issue_text']}"
        for each in answer["results"]
    ]
    lines = answer["metrics"]["_totals"]["loc"]
    return judged("bandit", found, f"{lines:,} lines, medium and above")


def of_detect_secrets(now: Json, known: Json) -> Verdict:
    """Against the baseline, by file and hash: what was looked at once and is none."""
    if not now:
        return not_audited("detect-secrets", "it did not answer")
    found = [
        f"{file}:{each['line_number']} {each['type']}"
        for file, those in now["results"].items()
        for each in those
        if each["hashed_secret"] not in _hashes(known, file)
    ]
    count = sum(len(those) for those in known["results"].values())
    return judged("detect-secrets", found, f"{count} made-up ones are known (secrets.baseline)")


def _hashes(known: Json, file: str) -> set[str]:
    return {each["hashed_secret"] for each in known["results"].get(file, [])}


def of_pip_audit(output: str, *, lock: str) -> Verdict:
    """Says "No known vulnerabilities found" also where it reached nobody: so each package counts.

    A package that it left out was not audited, and neither is a lock file with such a package.
    """
    tool = f"pip-audit {lock}"
    try:
        dependencies: Sequence[Mapping[str, Json]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return not_audited(tool, "it could not reach its service")
    found = [
        f"{each['name']} {each['version']}: {weakness['id']}"
        for each in dependencies
        for weakness in each.get("vulns", [])
    ]
    skipped = [each for each in dependencies if "skip_reason" in each]
    if found:
        return judged(tool, found, f"{len(dependencies)} packages")
    if skipped or not dependencies:
        return not_audited(
            tool, f"its service answered for {len(dependencies) - len(skipped)} of "
            f"{len(dependencies)} packages"
        )  # fmt: skip
    return judged(tool, [], f"{len(dependencies)} packages")


def of_sbom(answer: Json, *, packages: int) -> Verdict:
    """Not a finding but a file: complete, or not made."""
    listed = len((answer or {}).get("components", []))
    if listed != packages:
        return not_audited("SBOM", f"lists {listed} of {packages} packages")
    return judged("SBOM", [], f"{listed} packages, CycloneDX")
