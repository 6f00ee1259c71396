"""A function sees its package, its layers and what Lambda's runtime brings: nothing else.

MiniStack runs handlers in its own interpreter, whose site-packages hold every tool of this
repository, so a package missing from the vendor layer would only be missed on AWS. Workers start
without site-packages (``-S``) and with boto3 and what it needs on the path, as in Lambda.
"""

import shlex
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from ministack.core import lambda_runtime

# What AWS ships in its Python runtimes.
PROVIDED = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3")


def install() -> None:
    directory = Path(tempfile.mkdtemp(prefix="lambda-runtime-"))
    python = _interpreter(directory, _provided(directory / "site-packages"))
    original = lambda_runtime._detect_runtime_binary

    def detect(runtime: str) -> tuple[str, str]:
        binary, script = original(runtime)
        return (str(python) if runtime.startswith("python") else binary), script

    lambda_runtime._detect_runtime_binary = detect


def _provided(target: Path) -> Path:
    """A directory of links to just those packages."""
    target.mkdir()
    for name in PROVIDED:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            continue
        origin = Path(spec.origin)
        source = origin.parent if spec.submodule_search_locations else origin
        (target / source.name).symlink_to(source)
    return target


def _interpreter(directory: Path, provided: Path) -> Path:
    path = directory / "python"
    path.write_text(
        f"#!/bin/sh\nPYTHONPATH={shlex.quote(str(provided))} "
        f'exec {shlex.quote(sys.executable)} -S "$@"\n'
    )
    path.chmod(0o755)
    return path
