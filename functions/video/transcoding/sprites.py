"""Sheets of previews, by Pillow: the function that finishes films imports this, no other."""

import io
from collections.abc import Iterator, Sequence

from PIL import Image

from .model import SHEET_COLUMNS, Storyboard
from .storyboard import place

QUALITY = 70


class Pillow:
    """``Pasteboard``."""

    def paste(self, frames: Sequence[bytes], storyboard: Storyboard) -> Sequence[bytes]:
        """JPEGs, each as large as its previews need."""
        return list(_sheets(frames, storyboard))


def _sheets(frames: Sequence[bytes], storyboard: Storyboard) -> Iterator[bytes]:
    for start in range(0, len(frames), storyboard.per_sheet):
        batch = frames[start : start + storyboard.per_sheet]
        columns, rows = min(len(batch), SHEET_COLUMNS), -(-len(batch) // SHEET_COLUMNS)
        sheet = Image.new("RGB", (columns * storyboard.width, rows * storyboard.height))
        for number, frame in enumerate(batch):
            _sheet, x, y = place(storyboard, number)
            with Image.open(io.BytesIO(frame), formats=("JPEG",)) as preview:
                sheet.paste(preview.resize((storyboard.width, storyboard.height)), (x, y))
        to = io.BytesIO()
        sheet.save(to, "JPEG", quality=QUALITY)
        yield to.getvalue()
