"""What learning needs beside rows and records, in its own words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..model import Learned
from .rows import Viewer


@dataclass(frozen=True, slots=True)
class Said:
    viewer: Viewer
    learned: Learned


class Published(Protocol):
    """What was learned before, and is now."""

    def say(self, some: Iterable[Said]) -> int:
        """Replaces what was said to these profiles, where it is anything else; of those who are
        still there. Returns how many it was."""
        ...

    def place(self, neighbours: Iterable[tuple[str, Sequence[str]]]) -> int:
        """Replaces who is near these videos, likewise."""
        ...
