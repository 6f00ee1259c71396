"""Writes ``docs/quotas.md``."""

import sys
from pathlib import Path

from infra.sizing.page import page
from infra.sizing.peaks import PEAKS

path = Path(__file__).resolve().parents[2] / "docs" / "quotas.md"
path.write_text(page(PEAKS))
sys.stdout.write(f"Written: {path.name}\n")
