"""What the answers of the tools that look at our own text mean. Pure, so that tests can ask.

Each is read for a sign that something was looked at: a count, a known finding that was found again,
the code it ended with. Without that sign nothing is clean.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .said import Json, Said

STAGE = "triptych-prod"
CARELESS, RULE = "Careless", "AwsSolutions-SQS4"  # a stack of ``careless``, and what it breaks
ENDED_WELL = (0, 1)  # nothing found, something found; above that tools say that they failed


class State(StrEnum):
    CLEAN = "clean"
    FINDINGS = "findings"
    NOT_AUDITED = "not audited"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``elsewhere``: it needs a service that may be out of reach, so to miss it is no mistake."""

    tool: str
    state: State
    how: str
    findings: tuple[str, ...] = ()
    elsewhere: bool = False

    @property
    def fails(self) -> bool:
        return self.state is State.FINDINGS or (
            self.state is State.NOT_AUDITED and not self.elsewhere
        )


def judged(tool: str, findings: Sequence[str], how: str) -> Verdict:
    state = State.FINDINGS if findings else State.CLEAN
    return Verdict(tool, state, how, tuple(findings))


def answered(tool: str, said: Said, findings: Sequence[str], how: str) -> Verdict:
    """Clean is only what ended with 0: whatever else it printed, it did not say so."""
    if said.code and not findings:
        return not_audited(tool, said.why)
    return judged(tool, findings, how)


def not_audited(tool: str, why: str) -> Verdict:
    return Verdict(tool, State.NOT_AUDITED, why)


def of_cdk_nag(report: Json, synthesis: Said) -> Verdict:
    """``validation-report.json`` of ``careless``, or None where its synthesis left none."""
    if not report:
        return not_audited("cdk-nag", f"the synthesis left no report; {synthesis.why}")
    found = list(_violations(report))
    if (CARELESS, RULE) not in {(path.split("/")[0], rule) for path, rule, _ in found}:
        return not_audited("cdk-nag", "its rules do not run: a careless queue passed")
    ours = [
        f"{path} {rule}: {text}" for path, rule, text in found if path.split("/")[0] != CARELESS
    ]
    return judged("cdk-nag", ours, "AWS Solutions rules, prod stage; what is kept says why")


def _violations(report: Json) -> Iterator[tuple[str, str, str]]:
    """Path of the construct, rule, what it says."""
    for plugin in report["pluginReports"]:
        for violation in plugin["violations"]:
            for construct in violation["violatingConstructs"]:
                yield (
                    construct.get("constructPath", "?"),
                    violation["ruleName"],
                    violation["description"],
                )


def of_cfn_lint(said: Said, *, templates: int) -> Verdict:
    """Its codes are sums of 2, 4 and 8 where it found something, and 1 where it gave up."""
    lines = [line for line in said.output.splitlines() if line.strip()]
    if said.code == 1 or not templates:
        return not_audited("cfn-lint", said.why)
    return answered("cfn-lint", said, lines, f"{templates} templates of the prod stage")


def of_checkov(said: Said) -> Verdict:
    answer = said.json
    if said.code not in ENDED_WELL or not isinstance(answer, dict):
        return not_audited("checkov", said.why)
    summary = answer.get("summary", {})
    if not summary.get("passed"):
        return not_audited("checkov", "it looked at nothing")
    if summary["parsing_errors"]:
        return not_audited("checkov", f"{summary['parsing_errors']} templates were not read")
    failed = [
        f"{each['check_id']} {each['check_name']}: {each['resource']}"
        for each in answer["results"]["failed_checks"]
    ]
    how = f"{summary['passed']} checks; checkov.yaml lists what is kept"
    return answered("checkov", said, failed, how)


def of_bandit(said: Said) -> Verdict:
    answer = said.json
    if said.code not in ENDED_WELL or not answer:
        return not_audited("bandit", said.why)
    if answer.get("errors"):
        return not_audited("bandit", f"it could not read {len(answer['errors'])} files")
    lines = answer["metrics"]["_totals"]["loc"]
    if not lines:
        return not_audited("bandit", "it looked at nothing")
    found = [
        f"{each['filename']}:{each['line_number']} {each['test_id']} {each['issue_text']}"
        for each in answer["results"]
    ]
    return answered("bandit", said, found, f"{lines:,} lines, medium and above")


def of_detect_secrets(said: Said, known: Json) -> Verdict:
    """Against the baseline, by file and hash: what was looked at once and is none.

    Where it sees no file at all it says that it found nothing; so it has to find what is known.
    """
    now = said.json
    if said.code or not now:
        return not_audited("detect-secrets", said.why)
    seen = {(file, each["hashed_secret"]) for file, each in _secrets(now)}
    before = {(file, each["hashed_secret"]) for file, each in _secrets(known)}
    if not seen & before:
        return not_audited("detect-secrets", "it does not see what is known to be there")
    found = [
        f"{file}:{each['line_number']} {each['type']}"
        for file, each in _secrets(now)
        if (file, each["hashed_secret"]) not in before
    ]
    how = f"{len(seen & before)} made-up ones are known (secrets.baseline)"
    return judged("detect-secrets", found, how)


def _secrets(answer: Json) -> Iterator[tuple[str, Json]]:
    return ((file, each) for file, those in answer["results"].items() for each in those)
