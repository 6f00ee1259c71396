"""What is shipped, as CycloneDX files in ``build/audit/sbom``: one for each layer of the functions

and one for the web client, whose packages run in people's browsers. What only builds, tests or
deploys is in no file.
"""

import json
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from infra.packaging import LAYERS, ROOT

from .locks import NPM, npm_packages, pins
from .said import Said, asked
from .verdicts import Verdict, judged, not_audited

WEB = ROOT / "web"
NPM_TOOL = Path(sys.executable).parent / "npm"
NPM_OPTIONS = ("--package-lock-only", "--sbom-format", "cyclonedx", "--sbom-type", "application")


def of_sbom(part: str, said: Said, wanted: Iterable[tuple[str, str]]) -> Verdict:
    """Not a finding but a file: whole, or not made. ``wanted``: name and version."""
    tool = f"SBOM {part}"
    answer = said.json
    if said.code or not isinstance(answer, dict):
        return not_audited(tool, said.why)
    packages = set(wanted)
    listed = {(each["name"], each["version"]) for each in answer.get("components", [])}
    if listed != packages or not packages:
        return not_audited(tool, f"lists {len(listed & packages)} of {len(packages)} packages")
    return judged(tool, [], f"{len(packages)} packages, CycloneDX {answer['specVersion']}")


def sboms(into: Path, tools: Path) -> Iterator[Verdict]:
    """A file that is not whole is not left there."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True)
    for lock in sorted(LAYERS.glob("*/requirements.lock")):
        part = lock.parent.name
        said = asked([tools / "cyclonedx-py", "requirements", lock, "--of", "JSON", "--sv", "1.5"])
        wanted = [_parted(pin) for pin in pins(lock.read_text())]
        yield _kept(into / f"{part}.json", said, of_sbom(f"layers/{part}", said, wanted))
    said = asked(
        [NPM_TOOL, "sbom", "--prefix", _without_tools(WEB, into / "triptych-web"), *NPM_OPTIONS]
    )
    wanted = npm_packages(WEB / NPM, shipped=True)
    yield _kept(into / "web.json", said, of_sbom("web", said, wanted))
    shutil.rmtree(into / "triptych-web")


def _without_tools(source: Path, target: Path) -> Path:
    """A copy of what is locked for production: npm's own ``--omit dev`` leaves out as well what

    both people's browsers and a build need.
    """
    target.mkdir()
    about = json.loads((source / "package.json").read_text())
    lock = json.loads((source / NPM).read_text())
    lock["packages"] = {k: v for k, v in lock["packages"].items() if not v.get("dev")}
    for root in (about, lock["packages"][""]):
        del root["devDependencies"]
    (target / "package.json").write_text(json.dumps(about))
    (target / NPM).write_text(json.dumps(lock))
    return target


def _parted(pin: str) -> tuple[str, str]:
    name, _, version = pin.partition("==")
    return name, version


def _kept(file: Path, said: Said, verdict: Verdict) -> Verdict:
    if not verdict.fails:
        file.write_text(said.output)
    return verdict
