"""What building leaves behind: one directory for every state of the sources that was deployed."""

import shutil
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

KEPT = 5  # of each package: more than the stages and checkouts that somebody goes back and forth
UNTOUCHED = 3600.0  # seconds in which another process may still be reading


def prune(packages: Path) -> list[str]:
    """Remove all but the newest builds of each package; their names. A later need builds again."""
    removed = []
    for build in _superseded(packages):
        shutil.rmtree(build, ignore_errors=True)
        removed.append(build.name)
    return removed


def _superseded(packages: Path) -> Iterator[Path]:
    builds: dict[str, list[tuple[float, Path]]] = defaultdict(list)
    for build in packages.iterdir() if packages.is_dir() else ():
        name, _, _digest = build.name.rpartition("-")
        with suppress(FileNotFoundError):  # another process is tidying up, or has just finished
            builds[name].append((build.stat().st_mtime, build))
    for name, found in builds.items():
        interrupted = name.startswith(".")  # a build that never came to its end
        for made, build in sorted(found, reverse=True)[0 if interrupted else KEPT :]:
            if made < time.time() - UNTOUCHED:
                yield build
