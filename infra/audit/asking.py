"""Asks services about every lock there is, and about a package known to be weak."""

import json
from collections.abc import Iterator
from pathlib import Path

from infra.packaging import ROOT

from .locks import NPM, batches, locks, npm_packages, pins
from .said import Said, asked
from .shipped import NPM_TOOL
from .verdicts import Verdict
from .weaknesses import knows, of_npm_audit, of_pip_audit

# PYSEC-2021-142 and GHSA-xvch-5gv4-984h: nothing here installs them.
WEAK_PIN = "pyyaml==5.3"
WEAK_NPM, WEAK_NPM_VERSION = "minimist", "0.0.8"


def pip_audits(at: Path, tools: Path) -> Iterator[Verdict]:
    """Of copies of the locks without markers: a package for another Python is weak as well."""
    at.mkdir(parents=True, exist_ok=True)
    weak = of_pip_audit(_pip_audit(at, tools, [WEAK_PIN]), lock="", pins=[WEAK_PIN], knows=True)
    for lock in locks():
        pinned = pins((ROOT / lock).read_text())
        answers = _pip_audit(at, tools, pinned)
        yield of_pip_audit(
            answers, lock=lock.removesuffix("/requirements.lock"), pins=pinned, knows=knows(weak)
        )


def _pip_audit(at: Path, tools: Path, pinned: list[str]) -> list[Said]:
    """One answer a batch: it refuses two versions of a package at once."""
    options = ("--no-deps", "--disable-pip", "--progress-spinner", "off", "-f", "json")
    file, said = at / "requirements.txt", []
    for batch in batches(pinned):
        file.write_text("\n".join(batch) + "\n")
        said.append(asked([tools / "pip-audit", "--timeout", "5", *options, "-r", file]))
    return said


def npm_audits(at: Path) -> Iterator[Verdict]:
    weak = of_npm_audit(_npm_audit(_weak_npm(at)), lock="", packages=1, knows=True)
    for lock in locks(NPM):
        place = ROOT / lock
        packages = len(npm_packages(place))
        said = _npm_audit(place.parent)
        name = lock.rpartition("/")[0]
        yield of_npm_audit(said, lock=name, packages=packages, knows=knows(weak))


def _npm_audit(place: Path) -> Said:
    """All kinds of packages, whatever a person's own settings leave out."""
    kinds = [f"--include={kind}" for kind in ("dev", "optional", "peer")]
    patience = ("--fetch-retries=0", "--fetch-timeout=10000", "--offline=false")
    options = ("--json", "--package-lock-only", *kinds, *patience)
    return asked([NPM_TOOL, "audit", "--prefix", place, *options])


def _weak_npm(at: Path) -> Path:
    place = at / "weak"
    place.mkdir(parents=True, exist_ok=True)
    root = {"name": "weak", "version": "1.0.0", "dependencies": {WEAK_NPM: WEAK_NPM_VERSION}}
    packages = {"": root, f"node_modules/{WEAK_NPM}": {"version": WEAK_NPM_VERSION}}
    lock = {"name": "weak", "version": "1.0.0", "lockfileVersion": 3, "packages": packages}
    (place / "package.json").write_text(json.dumps(root))
    (place / NPM).write_text(json.dumps(lock))
    return place
