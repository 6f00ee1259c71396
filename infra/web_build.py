"""The web client, built by Vite into static files: ``make web``, and by synthesis where needed.

Like the packages of ``packaging`` it is built into ``build/`` under the hash of what it is made of.
The build checks types against the client generated from the API's document, so it fails where
they have drifted apart.
"""

import subprocess  # noqa: S404,RUF100  # runs npm with fixed arguments
import sys
from collections.abc import Iterator
from pathlib import Path

from infra.packaging import ROOT, CannotPackage, built, digest_of

WEB = ROOT / "web"
DOCUMENT = ROOT / "layers" / "shared" / "python" / "contracts" / "http" / "openapi.json"
LATEST = ROOT / "build" / "web"
NOT_SOURCES = frozenset({"node_modules", "dist", "generated"})


def web_files() -> Path:
    """A directory with ``index.html`` in it, for an asset of the web stack."""
    return built("web", list(_made_of()), _build)


def _made_of() -> Iterator[str]:
    for file in (*_below(WEB), DOCUMENT):
        yield file.relative_to(ROOT).as_posix()
        yield digest_of(file)


def _below(directory: Path) -> Iterator[Path]:
    for path in sorted(directory.iterdir()):
        if path.name in NOT_SOURCES or path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _below(path)
        else:
            yield path


def _build(target: Path) -> None:
    npm = Path(sys.executable).parent / "npm"
    if not (WEB / "node_modules").is_dir():
        raise CannotPackage("The web client's packages are not installed; run `make setup`.")
    done = subprocess.run(  # noqa: S603  # fixed arguments
        [str(npm), "run", "--silent", "build", "--", "--outDir", str(target)],
        cwd=WEB,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotPackage(f"The web client could not be built.\n{done.stdout}{done.stderr}")


def main() -> None:
    """Builds, and points ``build/web`` to the result."""
    files = web_files()
    LATEST.unlink(missing_ok=True)
    LATEST.symlink_to(files.relative_to(LATEST.parent))
    print(f"Built into {LATEST.relative_to(ROOT)}")  # noqa: T201  # a command's answer


if __name__ == "__main__":
    main()
