"""Sheets of previews, by Pillow: the function that finishes films imports this, no other."""

from collections.abc import Sequence

from .model import Storyboard


class Pillow:
    """``Pasteboard``."""

    def paste(self, frames: Sequence[bytes], storyboard: Storyboard) -> Sequence[bytes]:
        """JPEGs. A preview that is missing stays black."""
        ...
