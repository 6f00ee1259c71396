"""P9: how large the functions are in Lambda, and whether their bytecode is that of their source."""

import importlib.util
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from infra import packaging
from infra.config import PROD

from .table import Row, at_most

SYSTEMS = ("accounts", "links", "social", "video")
LIMIT_MB = 3.0
UNCHECKED_HASH = 0b01  # PEP 552: hash-based, and never compared with the source when loaded


def package_rows() -> list[Row]:
    packages = {name: packaging.system_package(name, python=PROD.python) for name in SYSTEMS}
    packages["shared layer"] = packaging.shared_layer(python=PROD.python)
    sizes = {name: zipped_megabytes(path) for name, path in packages.items()}
    largest = max(sizes, key=lambda name: sizes[name])
    said = ", ".join(f"{name} {size:.2g}" for name, size in sizes.items())
    compiled = [file for path in packages.values() for file in path.rglob("*.pyc")]
    stale = [file for path in packages.values() for file in stale_bytecode(path)]
    return [
        at_most("P9", f"largest function zip ({largest}), MB", sizes[largest], LIMIT_MB, how=said),
        stale_row(len(stale), len(compiled)),
    ]


def stale_row(stale: int, compiled: int) -> Row:
    if not compiled:
        why = f"none is compiled without Python {PROD.python}"
        return Row(
            measure="P9", what="stale bytecode files", now="0 of 0", target="≤ 0", ok=None, how=why
        )
    return at_most("P9", "stale bytecode files", stale, 0, how=f"of {compiled:,} compiled")


def zipped_megabytes(package: Path) -> float:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(package.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(package))
    return len(packed.getvalue()) / 1e6


def stale_bytecode(package: Path) -> Iterator[Path]:
    """Compiled files that are checked on load, or made from another source than the one beside."""
    for compiled in package.rglob("*.pyc"):
        header = compiled.read_bytes()[:16]
        source = compiled.parent.parent / f"{compiled.name.split('.')[0]}.py"
        unchecked = int.from_bytes(header[4:8], "little") == UNCHECKED_HASH
        if not (unchecked and source.is_file() and header[8:16] == _hash_of(source)):
            yield compiled


def _hash_of(source: Path) -> bytes:
    return importlib.util.source_hash(source.read_bytes())
