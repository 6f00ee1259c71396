"""What the answers of those that ask a service about known weaknesses of packages mean. Pure.

``pip-audit`` says "No known vulnerabilities found" where it reached nobody, and ``npm audit`` lists
none where it was told to stay offline. So each is asked about a package as well whose weakness is
old and known to everybody: who does not know that one knows nothing of the others.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from .said import Json, Said
from .verdicts import ENDED_WELL, State, Verdict, answered, not_audited

UNKNOWING = "its service does not know of a weakness that everybody knows"


def of_pip_audit(
    answers: Sequence[Said], *, lock: str, pins: Iterable[str], knows: bool
) -> Verdict:
    """``pins``: ``name==version``, all that the lock holds; what it left out was not audited."""
    tool = f"pip-audit {lock}"
    for said in answers:
        if said.code not in ENDED_WELL or not isinstance(said.json, dict):
            return _unheard(tool, said.why)
    listed = [each for said in answers for each in said.json.get("dependencies", [])]
    found = [
        f"{each['name']} {each['version']}: {weakness['id']}"
        for each in listed
        for weakness in each.get("vulns", [])
    ]
    wanted = set(pins)
    known = {f"{e['name']}=={e['version']}" for e in listed if "skip_reason" not in e}
    if not found and (not wanted or wanted - known):
        missed = f"its service answered for {len(wanted & known)} of {len(wanted)} packages"
        return _unheard(tool, missed)
    worst = max(answers, key=lambda said: said.code, default=Said(0, ""))
    return _heard(tool, worst, found, packages=len(wanted), knows=knows)


def of_npm_audit(said: Said, *, lock: str, packages: int, knows: bool) -> Verdict:
    tool = f"npm audit {lock}"
    report = said.json
    if said.code not in ENDED_WELL or not isinstance(report, dict):
        return _unheard(tool, said.why)
    if "auditReportVersion" not in report:
        return _unheard(tool, f"its service did not answer: {report.get('message', said.why)}")
    found = list(_advisories(report))
    looked_at = report["metadata"]["dependencies"]["total"]
    if not found and looked_at != packages:
        return _unheard(tool, f"it looked at {looked_at} of {packages} packages")
    return _heard(tool, said, found, packages=packages, knows=knows)


def _advisories(report: Json) -> Iterator[str]:
    """Those of packages themselves; that others depend on them is the same weakness again."""
    for name, weak in report["vulnerabilities"].items():
        for via in weak["via"]:
            if isinstance(via, dict):
                yield f"{name} {weak['range']}, {via['severity']}: {via['title']} {via['url']}"


def _heard(tool: str, said: Said, found: list[str], *, packages: int, knows: bool) -> Verdict:
    if not found and not knows:
        return _unheard(tool, UNKNOWING)
    return replace(answered(tool, said, found, f"{packages} packages"), elsewhere=True)


def _unheard(tool: str, why: str) -> Verdict:
    return replace(not_audited(tool, why), elsewhere=True)


def knows(verdict: Verdict) -> bool:
    """Of the verdict about the package that is known to be weak."""
    return verdict.state is State.FINDINGS
