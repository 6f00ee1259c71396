"""The real ``cdk`` command: bootstrap and deploy against the emulator, followed line by line."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from infra.local import cloud
from infra.local.failures import LocalFailure
from infra.local.instance import ACCOUNT, REGION, ROOT, STAGE, Instance, Ports
from infra.local.processes import shown

BIN = ROOT / ".venv" / "bin"
CLI = ROOT / "infra" / "node_modules" / "aws-cdk" / "bin" / "cdk"
QUIET = ("--no-notices", "--no-color")


def public_url(ports: Ports) -> str:
    return f"http://localhost:{ports.front_door}"


def context(ports: Ports) -> dict[str, str]:
    """What the local stage's stacks are told about this instance."""
    return {
        "stage": STAGE,
        "publicUrl": public_url(ports),
        "emulatorPort": str(ports.emulator),
    }


def bootstrap(instance: Instance, ports: Ports) -> None:
    """Run where there is no ``cdk.json``: bootstrapping needs no app, so none is synthesized."""
    _run(
        instance,
        ports,
        ["bootstrap", f"aws://{ACCOUNT}/{REGION}", *QUIET],
        name="bootstrap",
        heard=lambda _line: None,
        directory=instance.directory,
    )


def deploy(instance: Instance, ports: Ports, *, heard: Callable[[str], None]) -> None:
    """``cdk deploy --all`` of the local stage; ``heard`` is given every line it prints."""
    arguments = ["deploy", "--all", "--require-approval", "never", "--progress", "events"]
    arguments += ["--output", str(assembly(instance)), *QUIET]
    for name, value in context(ports).items():
        arguments += ["--context", f"{name}={value}"]
    _run(instance, ports, arguments, name="deploy", heard=heard)


def assembly(instance: Instance) -> Path:
    return instance.directory / "cdk.out"


def stacks(instance: Instance) -> dict[str, str]:
    """The stacks of the assembly, once synthesized: cdk's name of each -> CloudFormation's."""
    try:
        manifest = json.loads((assembly(instance) / "manifest.json").read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return {
        artifact.get("displayName", name): artifact["properties"].get("stackName", name)
        for name, artifact in manifest["artifacts"].items()
        if artifact["type"] == "aws:cloudformation:stack"
    }


def _run(
    instance: Instance,
    ports: Ports,
    arguments: Sequence[str],
    *,
    name: str,
    heard: Callable[[str], None],
    directory: Path = ROOT,
) -> None:
    command = [str(BIN / "node"), str(CLI), *arguments]
    log = instance.logs / f"{name}.log"
    tail: list[str] = []
    with log.open("w") as kept:
        for line in _lines(command, _environment(instance, ports), directory):
            kept.write(line)
            tail.append(line)
            heard(line.rstrip())
    if tail and tail[-1].startswith(_CODE) and tail[-1].strip() != f"{_CODE}0":
        raise LocalFailure(why(name, tail, shown(log)))


_CODE = "exit code "


def _lines(
    command: Sequence[str], environment: Mapping[str, str], directory: Path
) -> Iterator[str]:
    """What the command prints; the last line is its exit code."""
    with subprocess.Popen(  # noqa: S603  # our own command
        list(command),
        cwd=directory,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        if process.stdout is not None:
            yield from process.stdout
    yield f"{_CODE}{process.returncode}\n"


def _environment(instance: Instance, ports: Ports) -> dict[str, str]:
    # Proxies, certificates and package indexes of the machine stay; another account's keys do not.
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "CDK_", "PYTHON"))
    }
    return {
        **kept,
        **cloud.credentials(ports),
        "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "CDK_HOME": str(instance.directory / "cdk"),
        "CDK_DEFAULT_ACCOUNT": ACCOUNT,
        "CDK_DEFAULT_REGION": REGION,
        "CDK_DISABLE_VERSION_CHECK": "1",
        "CDK_DISABLE_CLI_TELEMETRY": "true",
        "CI": "true",
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(ROOT / "build" / "jsii"),
        "TMPDIR": str(instance.scratch),
        "PYTHON": sys.executable,
    }


def why(name: str, tail: Sequence[str], log: str) -> str:
    """The line that says what went wrong: of a resource, a stack or the app; where the rest is."""
    said = [
        line.strip()
        for pattern in ("CREATE_FAILED|UPDATE_FAILED", "❌", r"\w*Error: \S", "^ERROR ")
        for line in tail
        if re.search(pattern, line)
    ]
    reason = said[0] if said else "no reason was printed"
    return f"cdk {name} failed: {reason[:400]} (everything it said is in {log})."
