"""P18 for films: how much of what players ask for is at the edge, against plain LRU.

How much an edge holds is nobody's but the CDN's to say, so it is a share of the catalogue here. On
a quiet edge much is asked for the first time, which no cache has: there bringing films counts, for
what a player waits for before there is a picture. On a busy edge only the room counts.
"""

from collections.abc import Sequence

from tests.bench.edge_replay import Tally, Week, replayed
from tests.bench.table import Row, at_least
from video.prepositioning.planning import A_NIGHT

TARGET = 0.95
QUIET = Week()
BUSY = Week(films=300, sessions=12_000, new=2)
QUIET_SHARE, BUSY_SHARE = 0.3, 0.6


def edge_rows() -> Sequence[Row]:
    quiet, quiet_lru = _both(QUIET, QUIET_SHARE, A_NIGHT)
    busy, busy_lru = _both(BUSY, BUSY_SHARE, BUSY.films // 2)
    return [
        at_least(
            "P18",
            "first segments at a quiet edge",
            quiet.first_rate,
            TARGET,
            how=f"plain LRU {quiet_lru.first_rate:.3f}; {_said(QUIET, QUIET_SHARE)}",
        ),
        at_least(
            "P18",
            "all segments at a busy edge",
            busy.rate,
            TARGET,
            how=f"plain LRU {busy_lru.rate:.3f}; {_said(BUSY, BUSY_SHARE)}",
        ),
        Row(
            measure="P18",
            what="all segments at that quiet edge",
            now=f"{quiet.rate:.3f}",
            target="printed",
            ok=None,
            value=quiet.rate,
            how=f"plain LRU {quiet_lru.rate:.3f}; brought {quiet.brought / 1e9:,.0f} GB in "
            f"{QUIET.days} nights",
        ),
    ]


def _both(week: Week, share: float, bring: int) -> tuple[Tally, Tally]:
    capacity = int(week.catalogue * share)
    return (
        replayed(week, capacity=capacity, bring=bring),
        replayed(week, capacity=capacity, bring=0),
    )


def _said(week: Week, share: float) -> str:
    return (
        f"Zipf 1.0, {week.films:,} films, {week.sessions:,} sessions a day, "
        f"{share:.0%} of the catalogue fit"
    )
