"""Runs all tools, shows one table.

Ends with 1 where something was found, and where a tool that needs nobody else did not do its work.
A service out of reach is said and is no mistake of ours.
"""

import json
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.local.console import console
from infra.packaging import ROOT

from . import verdicts
from .asking import npm_audits, pip_audits
from .said import Json, Said, asked
from .shipped import sboms
from .verdicts import State, Verdict

HERE = Path(__file__).resolve().parent
BUILD = ROOT / "build" / "audit"
TOOLS = BUILD / "env" / "bin"
TEMPLATES = BUILD / "cdk.out"
SBOMS = BUILD / "sbom"
SOURCES = ("functions", "layers/shared/python", "infra")
NO_SECRETS = (
    r"(requirements\.lock|package-lock\.json|(^|/)(build|\.venv)/|node_modules|(^|/)infra/audit/)"
)
COLOURS = {State.CLEAN: "green", State.FINDINGS: "bold red", State.NOT_AUDITED: "yellow"}


def main() -> int:
    found = []
    for verdict in _all():
        found.append(verdict)
        colour = COLOURS[verdict.state]
        console.print(f"{verdict.tool:38} [{colour}]{verdict.state:12}[/] ", end="")
        console.print(verdict.how, markup=False)
        for finding in verdict.findings:
            console.print(f"    {finding}", markup=False)
    console.print(f"The SBOMs are in {SBOMS.relative_to(ROOT)}.")
    missing = [verdict.tool for verdict in found if verdict.state is State.NOT_AUDITED]
    if missing:
        console.print(f"Not audited: {', '.join(missing)}.", style="yellow")
    return 1 if any(verdict.fails for verdict in found) else 0


def _all() -> Iterator[Verdict]:
    BUILD.mkdir(parents=True, exist_ok=True)
    yield from _of_templates()
    yield from _of_sources()
    yield from pip_audits(BUILD / "asked", TOOLS)
    yield from npm_audits(BUILD / "asked")
    yield from sboms(SBOMS, TOOLS)


def _of_templates() -> Iterator[Verdict]:
    options = ("--quiet", "--no-notices", "--context", "stage=prod", "--output", TEMPLATES)
    app = shlex.join([sys.executable, "-m", "infra.audit.careless"])
    shutil.rmtree(TEMPLATES, ignore_errors=True)
    cdk = ROOT / "infra/node_modules/.bin/cdk"
    synthesis = asked([cdk, "synth", "--app", app, *options])  # fails, as the careless one should
    yield verdicts.of_cdk_nag(_report(), synthesis)
    templates = sorted(TEMPLATES.glob(f"{verdicts.STAGE}-*.template.json"))
    for spare in set(TEMPLATES.glob("*.template.json")) - set(templates):
        spare.unlink()
    if not templates:
        yield verdicts.not_audited("cfn-lint, checkov", "there are no templates: see make synth")
        return
    lint: list[str | Path] = [Path(sys.executable).parent / "cfn-lint", "--", *templates]
    yield verdicts.of_cfn_lint(asked(lint), templates=len(templates))
    config = ("--config-file", str(HERE / "checkov.yaml"), "--skip-download", "-o", "json")
    yield verdicts.of_checkov(_tool("checkov", "-d", str(TEMPLATES), *config))


def _report() -> Json:
    """Written when all is synthesised, and before the synthesis fails for what it says."""
    report = TEMPLATES / "validation-report.json"
    return json.loads(report.read_text()) if report.exists() else None


def _of_sources() -> Iterator[Verdict]:
    sources = ("-r", *SOURCES, "-x", "infra/node_modules")
    bandit = ("-q", *sources, "-ll", "-c", str(HERE / "bandit.yaml"), "-f", "json")
    yield verdicts.of_bandit(_tool("bandit", *bandit))
    known = json.loads((HERE / "secrets.baseline").read_text())
    # By itself it looks at what git tracks, and there is no git where the sources were unpacked.
    files = () if (ROOT / ".git").exists() else ("--all-files",)
    secrets = _tool("detect-secrets", "scan", *files, "--exclude-files", NO_SECRETS)
    yield verdicts.of_detect_secrets(secrets, known)


def _tool(name: str, *arguments: str) -> Said:
    return asked([TOOLS / name, *arguments])


if __name__ == "__main__":
    sys.exit(main())
