"""``python -m tests.load load|soak``: a table of what was measured; 1 where something is wrong."""

import time
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from infra.local.cli import explained
from infra.local.console import console
from infra.local.failures import LocalFailure
from tests.load.draining import Drain, Drained
from tests.load.figures import Figures, figures, unwatched
from tests.load.generating import generate
from tests.load.growth import MB, WARM_UP, Growth, growth, warmed
from tests.load.mix import Note
from tests.load.preparing import Prepared, prepare
from tests.load.sampling import Sampler
from tests.load.target import Target, found

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Users = Annotated[int, typer.Option(min=1, max=200, help="People at once")]
Seconds = Annotated[int, typer.Option(min=5, max=86_400)]


@app.command()
@explained
def load(users: Users = 8, seconds: Seconds = 30) -> None:
    """The mix on the running instance, then its backlogs until they are gone."""
    target = found()
    prepared = prepare(target, users=users)
    notes = _generated(target, prepared, users=users, seconds=seconds)
    _report(target, prepared, notes, seconds)


@app.command()
@explained
def soak(users: Users = 8, seconds: Seconds = 600) -> None:
    """The same for longer; says of every process whether its memory or descriptors grow."""
    target = found()
    prepared = prepare(target, users=users)
    began = time.monotonic()
    with Sampler(state=target.state, every=max(1.0, seconds / 200)) as sampler:
        notes = _generated(target, prepared, users=users, seconds=seconds)
    rows = _growths(sampler, began=began, ended=time.monotonic(), requests=len(notes))
    console.print(_growth_table(rows))
    _report(target, prepared, notes, seconds)
    if too_much := [f"{row.what} of {row.name}" for row in rows if row.too_much]:
        raise LocalFailure(f"Grew beyond its bound: {', '.join(too_much)}.")


def _growths(sampler: Sampler, *, began: float, ended: float, requests: int) -> list[Growth]:
    served = round(requests * (1 - WARM_UP))
    return [
        row
        for member, samples in sorted(sampler.samples.items())
        for row in growth(member, warmed(samples, began=began, ended=ended), requests=served)
    ]


def _growth_table(rows: Sequence[Growth]) -> Table:
    """RSS of all, and whatever else is not flat."""
    table = Table("process", "what", "first", "last", "slope x time", "bound")
    for row in rows:
        if row.what != "RSS" and abs(row.grown) < 0.5:
            continue
        unit = MB if row.what == "RSS" else 1
        numbers = (row.first, row.last, row.grown, row.bound)
        style = "bold red" if row.too_much else ""
        what = "RSS, MB" if row.what == "RSS" else row.what
        table.add_row(row.name, what, *(f"{each / unit:,.1f}" for each in numbers), style=style)
    return table


def _generated(target: Target, prepared: Prepared, *, users: int, seconds: int) -> list[Note]:
    console.print(f"{users} users for {seconds} s on {target.url} ...")
    notes = generate(target.url, prepared.plan, users=users, seconds=seconds)
    if not notes:
        raise LocalFailure("Nothing was asked: build/load/locust.log says more.")
    return notes


def _report(target: Target, prepared: Prepared, notes: Sequence[Note], seconds: int) -> None:
    found_ = figures(notes)
    console.print(_table(found_, seconds))
    drained = Drain(target=target, prepared=prepared, notes=notes).watch()
    for each in drained:
        _tell(each)
    failed = sum(each.errors for each in found_)
    wrong = sum(len(each.wrong) for each in drained)
    dark = len(unwatched(notes))
    if failed or wrong or dark:
        raise LocalFailure(
            f"{failed} of {len(notes)} requests failed; {wrong} counts are wrong; "
            f"{dark} films were started and not seen."
        )


def _table(rows: Sequence[Figures], seconds: int) -> Table:
    table = Table("request", "count", "per s", "p50 ms", "p95 ms", "p99 ms", "errors")
    for row in rows:
        times = (f"{each:,.0f}" for each in (row.p50, row.p95, row.p99))
        rate = f"{row.count / seconds:.1f}"
        table.add_row(row.kind, f"{row.count:,}", rate, *times, str(row.errors))
    count, errors = sum(row.count for row in rows), sum(row.errors for row in rows)
    table.add_row("all", f"{count:,}", f"{count / seconds:.1f}", "", "", "", str(errors))
    return table


def _tell(drained: Drained) -> None:
    said = "; ".join(drained.wrong[:3])
    if drained.wrong:
        console.print(f"{drained.what:16} WRONG: {said}", style="bold red", markup=False)
    else:
        console.print(f"{drained.what:16} after {drained.seconds:.1f} s, none lost, none twice")


if __name__ == "__main__":
    app()
