"""Whether a process grows: first, last and slope after warm-up; pure."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.load.sampling import KEEPERS, Member, Sample

WARM_UP = 1 / 3  # of the time: imports, pools and caches fill up
FEWEST = 6  # samples that make a slope
MB = 1_000_000
DESCRIPTORS = 8  # by which a process may have grown when load ends, sockets alike
RSS = 16 * MB
RSS_PER_REQUEST = 16_000  # more, of what keeps all that is written in memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """After warm-up. ``grown`` is the slope over all of that time, in the unit of ``first``."""

    name: str
    what: str
    first: float
    last: float
    grown: float
    bound: float

    @property
    def too_much(self) -> bool:
        return self.grown > self.bound


def growth(member: Member, samples: Sequence[Sample], *, requests: int) -> list[Growth]:
    """Of memory, descriptors and sockets; nothing of a process that did not live long enough.

    ``requests`` were served in the time after warm-up.
    """
    kept = RSS_PER_REQUEST * requests if member[0] in KEEPERS else 0
    measures: tuple[tuple[str, Callable[[Sample], int], float], ...] = (
        ("RSS", lambda each: each.rss, RSS + kept),
        ("descriptors", lambda each: each.descriptors, DESCRIPTORS),
        ("sockets", lambda each: each.sockets, DESCRIPTORS),
    )
    if len(samples) < FEWEST:
        return []
    times = [each.at for each in samples]
    span = times[-1] - times[0]
    found = []
    for what, value, bound in measures:
        values = [float(value(each)) for each in samples]
        slope = statistics.linear_regression(times, values).slope
        found.append(
            Growth(
                name=member[0],
                what=what,
                first=values[0],
                last=values[-1],
                grown=slope * span,
                bound=bound,
            )
        )
    return found


def warmed(samples: Sequence[Sample], *, began: float, ended: float) -> list[Sample]:
    """Those after warm-up."""
    start = began + (ended - began) * WARM_UP
    return [each for each in samples if start <= each.at <= ended]
