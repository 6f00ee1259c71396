"""What a bench says: rows of one table, and the file that keeps them.

Every measure is a function without arguments that returns rows, or raises :class:`NotMeasured` with
what is missing on this machine. A row's ``now`` and ``target`` are texts for people; ``value`` and
``limit`` are the same as numbers for the file, where they are numbers.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

Points = tuple[tuple[float, float], ...]


class NotMeasured(Exception):
    """A tool or a running stack is missing; the text says which, and how to get it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: ``P1 · redirect, cached: round trips | 2 | ≤ 2 | yes``.

    ``ok`` None means there is nothing to compare with, or nothing was measured (``how`` says why).
    ``how`` is one short phrase: what was counted and over what. ``points`` are sizes and values of
    a growth curve.
    """

    measure: str
    what: str
    now: str
    target: str
    ok: bool | None
    value: float | None = None
    limit: float | None = None
    how: str = ""
    points: Points = ()


def at_most(
    measure: str,
    what: str,
    value: float,
    limit: float,
    *,
    unit: str = "",
    how: str = "",
    points: Points = (),
) -> Row:
    """A row whose value must not be above its limit."""
    return Row(
        measure=measure,
        what=what,
        now=f"{value:,.4g}{unit}",
        target=f"≤ {limit:,.4g}{unit}",
        ok=value <= limit,
        value=value,
        limit=limit,
        how=how,
        points=points,
    )


def at_least(measure: str, what: str, value: float, limit: float, *, how: str = "") -> Row:
    """A row whose value must not be below its limit."""
    return Row(
        measure=measure,
        what=what,
        now=f"{value:,.4g}",
        target=f"≥ {limit:,.4g}",
        ok=value >= limit,
        value=value,
        limit=limit,
        how=how,
    )


def missing(measure: str, what: str, why: str) -> Row:
    """A row that says loudly that nothing was measured."""
    return Row(measure=measure, what=what, now="NOT MEASURED", target="", ok=None, how=why)


def shown(rows: Sequence[Row], console: Console) -> None:
    table = Table(title="Measures (counted, not timed; see the README)", show_lines=False)
    for column in ("measure", "what", "now", "target", "ok?", "how"):
        table.add_column(column, overflow="fold")
    for row in rows:
        verdict = {True: "[green]yes[/]", False: "[red]NO[/]", None: "[yellow]-[/]"}[row.ok]
        table.add_row(row.measure, row.what, row.now, row.target, verdict, row.how)
    console.print(table)


def written(
    rows: Sequence[Row], path: Path, *, measured: str, at: datetime, order: Sequence[str]
) -> None:
    """``{"rows": [{by, at, measure, what, now, target, ok, value, limit, how, points}]}``

    ``measured`` (``by``) is the name of the measure, ``at`` when it was taken. Rows of the other
    measures in ``order`` stay as they are in the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    before = json.loads(path.read_text())["rows"] if path.exists() else []
    stamp = {"by": measured, "at": at.isoformat(timespec="seconds")}
    kept = [row for row in before if row.get("by") in order and row["by"] != measured]
    kept += [{**stamp, **asdict(row)} for row in rows]
    kept.sort(key=lambda row: order.index(row["by"]))
    path.write_text(json.dumps({"rows": kept}, indent=1) + "\n")
