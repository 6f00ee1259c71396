"""Growth curves of what was measured: one SVG a row with points, logarithmic both ways."""

from collections.abc import Sequence
from math import log10
from pathlib import Path

import pygal

from .table import Row


def drawn(rows: Sequence[Row], folder: Path) -> list[Path]:
    """The files, ``P14-search-a-page-of-20.svg`` for instance; none for rows without points."""
    made = []
    for row in rows:
        if row.points:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{_named(row)}.svg"
            _chart(row).render_to_file(str(path))
            made.append(path)
    return made


def _named(row: Row) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in row.what).split()
    return "-".join((row.measure, *words))


def _chart(row: Row) -> "pygal.XY":
    """A flat line stays flat: the scale of values is a decade at least."""
    values = [value for _, value in row.points]
    middle = log10(max(values) * min(values)) / 2
    half = max(0.5, log10(max(values) / min(values)) / 2)
    chart = pygal.XY(
        title=f"{row.measure}: {row.what}",
        logarithmic=True,
        xrange=(row.points[0][0], row.points[-1][0]),
        range=(10 ** (middle - half), 10 ** (middle + half)),
        x_value_formatter=lambda size: f"{size:,.0f}",
        value_formatter=lambda value: f"{value:.3g}",
        x_labels=[size for size, _ in row.points],
        show_legend=False,
        js=[],  # nothing is fetched
    )
    chart.add(row.what, [tuple(point) for point in row.points])
    return chart
