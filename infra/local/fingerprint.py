"""Whether a deployment would change anything: a hash of all that synthesis reads."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from infra.local.instance import ROOT

_TREES = ("functions", "layers", "infra", "web")
_FILES = ("cdk.json", "requirements.lock", "pyproject.toml")
_NOT_DEPLOYED = frozenset(
    {"__pycache__", "node_modules", "generated", "cdk.out", "local", "localstack"}
)


def of_sources(context: Mapping[str, str], root: Path = ROOT) -> str:
    """Synthesis uses no clock and no network, so the same sources make the same stacks."""
    digest = hashlib.sha256(repr(sorted(context.items())).encode())
    for path in _sources(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    for name in _FILES:
        if (root / name).is_file():
            yield root / name
    for tree in _TREES:
        yield from _below(root / tree)


def _below(directory: Path) -> Iterator[Path]:
    if not directory.is_dir():
        return
    for path in sorted(directory.iterdir()):
        if path.name in _NOT_DEPLOYED or path.suffix == ".pyc":
            continue
        if path.is_dir():
            yield from _below(path)
        else:
            yield path
