"""``make bench``: every measure there is, one table, ``build/bench.json``, growth curves.

Names on the command line choose measures (``python -m tests.bench imports cost``); in the file
the others stay as they were measured last, each row with the time of it. Ends with 1 if a measure
misses its target and that is not one of the ``known_misses``; ``make test`` never runs it.
"""

import importlib
import sys
from collections.abc import Callable, Sequence

from rich.console import Console

from core.clock import SystemClock
from infra.local.instance import ROOT

from .curves import drawn
from .known_misses import misses
from .table import NotMeasured, Row, missing, shown, written

Measure = Callable[[], Sequence[Row]]
# name -> module, function, measure numbers. Imported when asked for: each needs its own things.
MEASURES = {
    "redirect": ("tests.bench.links_redirect", "redirect_rows", "P1-P3"),
    "clicks": ("tests.bench.links_clicks", "click_rows", "P4"),
    "imports": ("tests.bench.imports", "import_rows", "P8"),
    "packages": ("tests.bench.packages", "package_rows", "P9"),
    "hits": ("tests.bench.hit_rates", "hit_rate_rows", "P18"),
    "cost": ("tests.bench.redirect_cost", "redirect_cost_rows", "P15"),
    "writing": ("tests.bench.writing_cost", "writing_rows", "P15"),
    "home": ("tests.bench.social_home", "home_rows", "P7, P15"),
    "appview": ("tests.bench.appview", "appview_rows", "P7"),
    "fanout": ("tests.bench.social_fanout", "fanout_rows", "P6, P10"),
    "taste": ("tests.bench.video_taste", "taste_rows", "P13"),
    "batch": ("tests.bench.video_batch", "batch_rows", "P13"),
    "suggestions": ("tests.bench.video_serving", "serving_rows", "P13, P15"),
    "watching": ("tests.bench.video_cost", "video_rows", "P15"),
    "edge": ("tests.bench.video_edge", "edge_rows", "P18"),
    "tweet": ("tests.bench.social_tweet", "tweet_rows", "P5, P15"),
    "search": ("tests.bench.search_units", "search_rows", "P14"),
    "playback": ("tests.bench.video_playback", "playback_rows", "P12"),
    "transcode": ("tests.bench.video_transcode", "transcode_rows", "P11"),
    "stored": ("tests.bench.stored", "stored_rows", "P17"),
    "standing": ("tests.bench.standing", "standing_rows", "P15"),
    "up": ("tests.bench.bring_up", "bring_up_rows", "P16"),
}
RESULT = ROOT / "build" / "bench.json"
CURVES = ROOT / "build" / "bench"


def rows_of(name: str, console: Console) -> Sequence[Row]:
    """A measure's rows, or one row that says why there are none."""
    module, function, number = MEASURES[name]
    console.print(f"measuring {name} ({number}) …")
    try:
        measure: Measure = getattr(importlib.import_module(module), function)
        return measure()
    except (NotMeasured, ModuleNotFoundError) as reason:
        console.print(f"[bold red]NOT MEASURED[/] {number} {name}: {reason}")
        return [missing(number, name, str(reason))]


def main(chosen: Sequence[str]) -> int:
    console = Console(width=160)
    unknown = set(chosen) - set(MEASURES)
    if unknown:
        console.print(f"There is no {', '.join(unknown)}; there are {', '.join(MEASURES)}.")
        return 2
    rows: list[Row] = []
    for name in chosen or MEASURES:
        found = rows_of(name, console)
        rows += found
        # At once, so that it is kept when a later measure is cut short.
        written(found, RESULT, measured=name, at=SystemClock().now(), order=list(MEASURES))
    shown(rows, console)
    curves = drawn(rows, CURVES)
    if curves:
        console.print(f"{len(curves)} growth curves in {CURVES.relative_to(ROOT)}")
    console.print(f"Written to {RESULT.relative_to(ROOT)}")
    return concluded(rows, console)


def concluded(rows: Sequence[Row], console: Console) -> int:
    """1 where a target is missed that nobody knows of."""
    new, known, met = misses(rows)
    for row, why in known:
        console.print(f"[yellow]known miss[/] {row.measure} {row.what}: {row.now}; {why}")
    for miss in met:
        console.print(f"{miss.measure} {miss.what} is met: take it off known_misses.py.")
    for row in new:
        console.print(f"[bold red]MISSED[/] {row.measure} {row.what}: {row.now}, {row.target}")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
