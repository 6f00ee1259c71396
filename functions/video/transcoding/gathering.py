"""Reading what was made, as little of it as judging needs."""

from .model import Outputs
from .ports import Folder


def gather(folder: Folder) -> Outputs:
    """All manifests, all initialization segments, and the first bytes of some media segments."""
    ...
