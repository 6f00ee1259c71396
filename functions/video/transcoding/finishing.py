"""From a finished job to a film that can be shown, or the reasons why not.

Run again after a cut, it does the same again: everything it writes is made of what the job left.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .model import Caption, Plan
from .ports import Folder, Pasteboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A rendition as the API shows it; ``bitrate`` is the average measured, in bits per second."""

    profile: str
    name: str
    width: int
    height: int
    bitrate: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """``findings`` empty: ready. Names are within the film's folder."""

    findings: tuple[str, ...]
    duration: float = 0.0
    profiles: tuple[Shown, ...] = ()
    poster: str = ""
    storyboard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finisher:
    pasteboard: Pasteboard

    def finish(self, folder: Folder, plan: Plan, *, captions: Sequence[Caption] = ()) -> Finished:
        """Judges, then writes the capped manifests, the sheets and their track."""
        ...
