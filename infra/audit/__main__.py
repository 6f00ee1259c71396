"""Runs all tools, shows one table, ends with 1 where something was found."""

import json
import os
import shutil
import subprocess  # noqa: S404,RUF100  # fixed commands
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.local.console import console
from infra.local.instance import ROOT

from . import verdicts
from .careless import RULE
from .locks import VENDOR, locks
from .verdicts import Json, State, Verdict

HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "audit"
TOOLS = BUILD / "env" / "bin"
TEMPLATES = BUILD / "cdk.out"
SOURCES = ("functions", "layers/shared/python", "infra")
NO_SECRETS = r"(requirements\.lock|package-lock\.json|^build/|node_modules|^infra/audit/)"
COLOURS = {State.CLEAN: "green", State.FINDINGS: "bold red", State.NOT_AUDITED: "yellow"}


def main() -> int:
    found = []
    for verdict in _all():
        found.append(verdict)
        colour = COLOURS[verdict.state]
        console.print(f"{verdict.tool:32} [{colour}]{verdict.state:12}[/] {verdict.how}")
        for finding in verdict.findings:
            console.print(f"    {finding}", markup=False)
    console.print(f"The SBOM is {(BUILD / 'sbom.json').relative_to(ROOT)}.")
    missing = [verdict.tool for verdict in found if verdict.state is State.NOT_AUDITED]
    if missing:
        console.print(f"Not audited: {', '.join(missing)}.", style="yellow")
    return 1 if any(verdict.state is State.FINDINGS for verdict in found) else 0


def _all() -> Iterator[Verdict]:
    BUILD.mkdir(parents=True, exist_ok=True)
    yield from _of_templates()
    sources = ("-r", *SOURCES, "-x", "infra/node_modules")
    bandit = ("-q", *sources, "-ll", "-c", str(HERE / "bandit.yaml"), "-f", "json")
    yield verdicts.of_bandit(_json_of("bandit", *bandit))
    known = json.loads((HERE / "secrets.baseline").read_text())
    secrets = _json_of("detect-secrets", "scan", "--exclude-files", NO_SECRETS)
    yield verdicts.of_detect_secrets(secrets, known)
    for lock in locks():
        options = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "-f", "json")
        answer = _tool("pip-audit", *options, "--timeout", "5", "-r", lock)
        yield verdicts.of_pip_audit(answer.stdout, lock=lock.removesuffix("/requirements.lock"))
    yield _sbom()


def _of_templates() -> Iterator[Verdict]:
    options = ("--quiet", "--no-notices", "--context", "stage=prod", "--output", str(TEMPLATES))
    shutil.rmtree(TEMPLATES, ignore_errors=True)
    synthesis = _run([str(ROOT / "infra/node_modules/.bin/cdk"), "synth", *options])
    report = TEMPLATES / "validation-report.json"
    made = _parsed(report.read_text()) if report.exists() else None
    yield verdicts.of_cdk_nag(made, rules_run=_careless_is_found())
    templates = sorted(str(each) for each in TEMPLATES.glob("*.template.json"))
    if synthesis.returncode or not templates:
        yield verdicts.not_audited("cfn-lint, checkov", "the synthesis failed: make synth says why")
        return
    lint = [str(Path(sys.executable).parent / "cfn-lint"), "--", *templates]
    yield verdicts.of_cfn_lint(_run(lint).stdout, templates=len(templates))
    config = ("--config-file", str(HERE / "checkov.yaml"), "--skip-download", "-o", "json")
    yield verdicts.of_checkov(_json_of("checkov", "-d", str(TEMPLATES), *config))


def _careless_is_found() -> bool:
    careless = BUILD / "careless"
    _run([sys.executable, "-m", "infra.audit.careless", str(careless)])
    report = careless / "validation-report.json"
    return report.exists() and RULE in report.read_text()


def _sbom() -> Verdict:
    """Of what is deployed: the layers of all functions."""
    lock = ROOT / VENDOR
    answer = _json_of("cyclonedx-py", "requirements", str(lock), "--of", "JSON")
    (BUILD / "sbom.json").write_text(json.dumps(answer, indent=1) + "\n")
    packages = sum("==" in line for line in lock.read_text().splitlines())
    return verdicts.of_sbom(answer, packages=packages)


def _json_of(tool: str, *arguments: str) -> Json:
    return _parsed(_tool(tool, *arguments).stdout)


def _parsed(output: str) -> Json:
    """None where a tool said something else than JSON."""
    try:
        return json.loads(output)
    except ValueError:
        return None


def _tool(name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _run([str(TOOLS / name), *arguments])


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Without credentials: nothing here has any business in an account."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return subprocess.run(  # noqa: S603  # fixed commands
        list(command), cwd=ROOT, env=kept, capture_output=True, text=True, check=False
    )


sys.exit(main())
