"""P8: what importing the hot paths costs, in instructions (valgrind's callgrind counts them)."""

import os
import re
import shutil
import subprocess  # noqa: S404,RUF100  # fixed commands
import sys

from .table import NotMeasured, Row, at_most

LIMIT = 0.97
HOT_PATHS = {
    "redirect": "import links.handlers.redirect as hot; from links import wiring_redirect",
    "home": "import social.handlers.home as hot; from social import wiring_home",
}
COLLECTED = re.compile(r"Collected\s*:\s*(\d+)")
BILLION = 1e9


def import_rows() -> list[Row]:
    bare = instructions("pass")
    rows = []
    for name, script in HOT_PATHS.items():
        instructions(script)  # once for the bytecode caches
        total = instructions(script)
        how = f"a bare interpreter is {bare / BILLION:.3g} G of it"
        rows.append(
            at_most("P8", f"importing {name}, instructions, G", total / BILLION, LIMIT, how=how)
        )
    return rows


def instructions(script: str) -> int:
    """Instructions of a fresh interpreter that runs ``script`` and ends."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise NotMeasured("valgrind is not installed (Debian: apt install valgrind)")
    done = subprocess.run(  # noqa: S603  # fixed commands
        [
            valgrind,
            "--tool=callgrind",
            "--callgrind-out-file=/dev/null",
            sys.executable,
            "-c",
            script,
        ],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    found = COLLECTED.search(done.stderr)
    if done.returncode or found is None:
        raise NotMeasured(f"valgrind did not count: {done.stderr[-300:]}")
    return int(found[1])
