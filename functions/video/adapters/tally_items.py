"""Tallies to and from items of ``video-stats``: as changes that add, and as sums."""

from typing import Any

from ..viewing.model import Tally
from .session_items import number

Item = dict[str, Any]  # DynamoDB's JSON
COUNTS = {
    "views": "views",
    "sessions": "sessions",
    "startups": "startups",
    "startupMs": "startup_ms",
    "rebuffers": "rebuffers",
    "switches": "switches",
}
LENGTHS = {"watchSeconds": "watched", "stallSeconds": "stalled"}
SECONDS, REACHED = "secondsAt_", "reached_"


def added(tally: Tally, *, reached: bool) -> dict[str, Item]:
    """What is added to which attribute; ``views`` also where it is 0, for the index needs it."""
    changes = {name: {"N": str(getattr(tally, field))} for name, field in COUNTS.items()}
    changes |= {name: number(getattr(tally, field)) for name, field in LENGTHS.items()}
    changes |= {SECONDS + rung: number(value) for rung, value in tally.seconds_at.items()}
    if reached:
        changes |= {f"{REACHED}{part}": {"N": str(n)} for part, n in tally.reached.items()}
    return {
        n: change
        for n, change in changes.items()
        if change["N"] not in ("0", "0.0") or n == "views"
    }


def tally_of(item: Item) -> Tally:
    counts: dict[str, int] = {
        field: int(item[name]["N"]) if name in item else 0 for name, field in COUNTS.items()
    }
    # Nothing but the model's own values is ever written there.
    lengths: dict[str, Any] = {
        field: float(item[name]["N"]) if name in item else 0.0 for name, field in LENGTHS.items()
    }
    return Tally(
        seconds_at={
            name.removeprefix(SECONDS): float(value["N"])
            for name, value in item.items()
            if name.startswith(SECONDS)
        },
        reached={
            int(name.removeprefix(REACHED)): int(value["N"])
            for name, value in item.items()
            if name.startswith(REACHED)
        },
        **counts,
        **lengths,
    )
