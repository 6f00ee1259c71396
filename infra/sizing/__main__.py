"""Writes ``docs/quotas.md``."""

import sys
from pathlib import Path

from infra.sizing.page import page
from infra.sizing.peaks import PEAKS

PATH = Path(__file__).resolve().parents[2] / "docs" / "quotas.md"

if __name__ == "__main__":
    PATH.write_text(page(PEAKS))
    sys.stdout.write(f"Written: {PATH.name}\n")
