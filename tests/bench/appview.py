"""P7, optional: Bluesky's AppView beside our home. It is not run here, and that is said aloud."""

from collections.abc import Sequence

from .table import NotMeasured, Row

KNOWN = "on a machine of this kind a timeline of 50 took 60 ms (p50) and 211 ms (p99)"


def appview_rows() -> Sequence[Row]:
    """Raises NotMeasured, always: this bench has nothing that starts an AppView."""
    raise NotMeasured(f"this bench does not install and fill Bluesky's AppView; {KNOWN}")
