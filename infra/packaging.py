"""What goes into Lambda, built without docker: one package per system, and layers.

A package is the sources as they stand plus, where an interpreter of the target's version is at
hand, bytecode that is never checked against its source (``unchecked-hash``): Lambda's file system
is read-only, so each cold start would compile again. Without such an interpreter the sources go
alone; bytecode of another version never does. Third-party wheels are those of the target machine.

Everything is built into ``build/`` under the hash of what it is made of, so an unchanged package
is neither built nor uploaded twice.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess  # noqa: S404,RUF100  # runs uv and the interpreter with fixed arguments
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "packages"
FUNCTIONS = ROOT / "functions"
LAYERS = ROOT / "layers"
SHARED = LAYERS / "shared"
VENDOR_LOCK = LAYERS / "vendor" / "requirements.lock"
PLATFORMS = {"arm64": "aarch64-manylinux_2_34", "x86_64": "x86_64-manylinux_2_34"}
# In wheels, but of no use to a function: command line scripts, type stubs, tests, C sources, what
# extensions are linked with.
UNUSED = (
    ".lock",
    "bin",
    "**/*.pyi",
    "**/py.typed",
    "**/tests",
    "**/*.pxd",
    "**/*.pyx",
    "**/*.c",
    "**/*.h",
    "**/*.a",
    "**/*.f90",
)


class CannotPackage(RuntimeError):
    """A package could not be built; the message says what to do."""


def system_package(system: str, *, python: str) -> Path:
    """A directory with ``<system>/`` in it, for ``Code.from_asset``."""
    source = FUNCTIONS / system
    return built(
        f"fn-{system}",
        [_bytecode(python), *_fingerprint(source)],
        lambda at: _copy_sources(source, at / system, python),
    )


def shared_layer(*, python: str) -> Path:
    """``python/contracts`` and ``python/core``."""
    source = SHARED / "python"
    return built(
        "shared",
        [_bytecode(python), *_fingerprint(source)],
        lambda at: _copy_sources(source, at / "python", python),
    )


def vendor_layer(*, python: str, architecture: str, here: bool, only: Sequence[str] = ()) -> Path:
    """``python/`` with the locked third-party packages for that Python and processor.

    ``only`` leaves out all but these, for a hot path that needs one small package now and then.
    ``here``: for the interpreter that runs this, whatever the operating system. The first build
    downloads wheels (uv caches them); later ones find ``build/``.
    """
    return _wheels("-".join(["vendor", *only]), _locked(only), python, architecture, here=here)


def own_layer(name: str, *, python: str, architecture: str, here: bool) -> Path:
    """``python/`` with what ``layers/<name>`` locks: what a single function needs, and no other."""
    lock = (LAYERS / name / "requirements.lock").read_text()
    return _wheels(name, lock, python, architecture, here=here)


def _wheels(name: str, lock: str, python: str, architecture: str, *, here: bool) -> Path:
    parts = [python, architecture, sys.platform if here else "aws", lock, _bytecode(python)]
    machine = (
        ["--python", sys.executable]
        if here
        else ["--python-version", python, "--python-platform", PLATFORMS[architecture]]
    )
    return built(
        name,
        parts,
        lambda at: _install_wheels(at / "python", python, machine, lock),
    )


def _locked(only: Sequence[str]) -> str:
    """The lock, or those of its entries: an entry starts in the first column."""
    text = VENDOR_LOCK.read_text()
    if not only:
        return text
    entries = re.split(r"\n(?=[a-z0-9])", "\n" + text)
    kept = [entry for entry in entries if entry.partition("==")[0] in only]
    if len(kept) != len(only):
        raise CannotPackage(f"{VENDOR_LOCK.name} does not lock all of {', '.join(only)}.")
    return "\n".join(kept)


def built(name: str, parts: Iterable[str], fill: Callable[[Path], None]) -> Path:
    """What ``fill`` makes, in a directory named for ``parts`` and made once."""
    digest = hashlib.sha256("\0".join([*parts, _recipe()]).encode()).hexdigest()[:16]
    target = BUILD / f"{name}-{digest}"
    if target.is_dir():
        return target
    BUILD.mkdir(parents=True, exist_ok=True)
    with (
        (BUILD / f".{name}.lock").open("w") as lock,
        tempfile.TemporaryDirectory(dir=BUILD, prefix=f".{name}-") as scratch,
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes at the same time waits, and finds it made
        if not target.is_dir():
            made = Path(scratch) / "made"
            made.mkdir()
            fill(made)
            made.rename(target)
    return target


def _bytecode(python: str) -> str:
    return f"{python} {'compiled' if interpreter_of(python) else 'sources'}"


def _recipe() -> str:
    return Path(__file__).read_text()


def _fingerprint(source: Path) -> Iterable[str]:
    for file in _sources(source):
        yield file.relative_to(source).as_posix()
        yield digest_of(file)


def digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _sources(source: Path) -> list[Path]:
    found = (f for f in source.rglob("*") if f.is_file() and "__pycache__" not in f.parts)
    return sorted(f for f in found if f.suffix != ".pyc" and not f.name.startswith("."))


def _copy_sources(source: Path, target: Path, python: str) -> None:
    for file in _sources(source):
        to = target / file.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, to)
    _compile(target, python)


def _install_wheels(target: Path, python: str, machine: Sequence[str], lock: str) -> None:
    requirements = target.parent.parent / "requirements.lock"
    requirements.write_text(lock)
    _run(
        [_uv(), "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--link-mode", "copy",
         "--only-binary", ":all:", *machine, "--target", str(target), "--requirement",
         str(requirements)],
        "The vendor layer could not be installed; is a package index reachable?",
    )  # fmt: skip
    for pattern in UNUSED:
        for path in list(target.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for stale in list(target.rglob("__pycache__")):
        shutil.rmtree(stale)
    _compile(target, python)


def _compile(target: Path, python: str) -> None:
    interpreter = interpreter_of(python)
    if interpreter is None:
        return
    _run(
        [interpreter, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash",
         "-s", str(target.parent), str(target)],
        "The package could not be compiled.",
    )  # fmt: skip


@cache
def interpreter_of(python: str) -> str | None:
    """An interpreter of that version on this machine, or None."""
    names = (sys.executable, shutil.which(f"python{python}"))
    script = "import sys; print('%d.%d' % sys.version_info[:2])"
    for name in filter(None, names):
        asked = subprocess.run([name, "-c", script], capture_output=True, text=True, check=False)  # noqa: S603  # fixed
        if asked.stdout.strip() == python:
            return name
    return None


def _uv() -> str:
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if beside.exists() else shutil.which("uv")
    if found is None:
        raise CannotPackage("uv is not installed; run `make setup`.")
    return found


def _run(command: list[str], sorry: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run(  # noqa: S603  # fixed arguments
        command, capture_output=True, text=True, check=False, env=environment
    )
    if done.returncode:
        raise CannotPackage(f"{sorry}\n{done.stderr}")
