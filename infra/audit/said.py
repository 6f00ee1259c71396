"""What a tool said, and how it ended: a tool that crashed prints nothing either."""

import json
import os
import subprocess  # noqa: S404,RUF100  # fixed commands
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.packaging import ROOT

Json = Any  # what a tool printed, parsed
PATIENCE_SECONDS = 900
NEVER_RAN, NEVER_ENDED = 127, 124  # as a shell says it


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    output: str
    complaint: str = ""

    @property
    def json(self) -> Json:
        """None where it printed something else."""
        try:
            return json.loads(self.output)
        except ValueError:
            return None

    @property
    def why(self) -> str:
        """For whoever wonders why it did not do its work."""
        lines = [line.strip() for line in self.complaint.splitlines() if line.strip()]
        return f"it ended with {self.code}: {lines[-1][:200] if lines else 'nothing more'}"


def asked(command: Sequence[str | Path]) -> Said:
    """Without credentials: nothing here has any business in an account."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    parts = [str(part) for part in command]
    try:
        done = subprocess.run(  # noqa: S603  # fixed commands
            parts, cwd=ROOT, env=kept, capture_output=True, text=True, check=False,
            timeout=PATIENCE_SECONDS,
        )  # fmt: skip
    except OSError as error:
        return Said(NEVER_RAN, "", str(error))
    except subprocess.TimeoutExpired:
        return Said(NEVER_ENDED, "", f"no end after {PATIENCE_SECONDS} seconds")
    return Said(done.returncode, done.stdout, done.stderr)
