"""Where the browser is: Chromium on PATH, or Debian's package where this may install it.

Playwright's own download is never relied on: many networks refuse it.
"""

import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing of its own goes out: no updates, no experiments, no QUIC past a proxy.
QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCK = Path(tempfile.gettempdir()) / "triptych-chromium.lock"


class NoBrowser(Exception):
    """The browser tests did not run; the text says what to do."""


def path() -> str:
    """Raises NoBrowser."""
    found = _on_path()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        found = _installed()
    if found is None:
        raise NoBrowser(
            "THE BROWSER TESTS DID NOT RUN: there is no Chromium on PATH. "
            "Install it (Debian: apt install chromium) and run them again."
        )
    return found


def arguments() -> list[str]:
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def _on_path() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def _installed() -> str | None:
    """By one process at a time."""
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _on_path() is None:
            for command in (
                ["apt-get", "update", "-qq"],
                ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
            ):
                subprocess.run(  # noqa: S603  # fixed arguments
                    command,
                    check=False,
                    stdout=subprocess.DEVNULL,
                    env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
                )
    return _on_path()
