"""Every lock of packages there is, those of opt-in tools too."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from infra.packaging import ROOT

PYTHON, NPM = "*.lock", "package-lock.json"
PLACES = ("", "web/", "infra/", "layers/*/", "infra/*/", "tests/*/")


def locks(name: str = PYTHON) -> list[str]:
    """Their paths in the repository; ``name`` is a pattern."""
    found = (f for place in PLACES for f in sorted(ROOT.glob(f"{place}{name}")))
    return [file.relative_to(ROOT).as_posix() for file in found]


def pins(lock: str) -> list[str]:
    """``name==version``, also of what only other machines and Pythons install."""
    return re.findall(r"^([\w.-]+==[\w.!+-]+)", lock, re.MULTILINE)


def batches(pinned: Sequence[str]) -> Iterator[list[str]]:
    """Lists that name each package once: a lock for several Pythons may hold two versions of it."""
    left = list(pinned)
    while left:
        once = {pin.partition("==")[0]: pin for pin in reversed(left)}
        yield sorted(once.values())
        left = [pin for pin in left if pin not in once.values()]


def npm_packages(lock: Path, *, shipped: bool = False) -> list[tuple[str, str]]:
    """Name and version; ``shipped``: without what only builds and tests."""
    listed = json.loads(lock.read_text())["packages"]
    return [
        (path.rpartition("node_modules/")[2], about["version"])
        for path, about in listed.items()
        if path and not (shipped and about.get("dev"))
    ]
