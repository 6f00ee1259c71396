"""``python -m infra.operate redrive|restore|rotate|destroy``: a failure is one sentence and a 1."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from infra.local.cli import explained
from infra.local.console import console
from infra.local.failures import LocalFailure

from . import destroy as destroying
from .deployed import deployed
from .redrive import redrive as all_redriven
from .restore import Restoring
from .rotate import Rotating

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
Stage = Annotated[str, typer.Option(help="local, dev or prod")]


@app.command()
@explained
def redrive(stage: Stage) -> None:
    """Put everything that was set aside back to where it came from."""
    lines = list(all_redriven(deployed(stage)))
    for line in lines:
        console.print(f"{line.what}: {line.moved} back" + (f"; {line.left}" if line.left else ""))
    if not lines:
        console.print("Nothing is set aside.")
    if any(line.left for line in lines):
        raise LocalFailure("Some stay where they are; the lines above say why.")


@app.command()
@explained
def restore(
    stage: Stage,
    table: Annotated[str, typer.Option(help="Its name in contracts/tables, such as urls")],
    at: Annotated[str, typer.Option(help="ISO time; without, the latest there is")] = "",
) -> None:
    """Restore a table to a second of the last 35 days, into a new table."""
    made = Restoring(stage=deployed(stage)).restore(table, at=_moment(at))
    console.print(f"{made.source} is restored as {made.target}.")
    console.print(f"DynamoDB counts its items within six hours; of the old one: {made.items}.")
    console.print(f"To use it, deploy with: -c restored={made.setting}")


@app.command()
@explained
def destroy(
    stage: Stage, sure: Annotated[str, typer.Option(help="The stage's name again")] = ""
) -> None:
    """Delete a stage and all its data."""
    destroying.refuse_what_stays(stage)
    said = sure or typer.prompt(f"This deletes {stage} and all its data. Type its name")
    destroying.refuse_unless_meant(stage, said)
    target = deployed(stage)
    regions = destroying.regions(target)  # asked while the table that knows them is there
    console.print(f"{destroying.empty_buckets(target)} objects deleted.")
    if regions:
        console.print(f"Its stacks are deleted in {', '.join(regions)}: the edge first, home last.")
    destroying.stacks(stage, regions)


@app.command()
@explained
def rotate(stage: Stage) -> None:
    """Turn the secret between the edge and the functions, without refusing anybody."""
    target = deployed(stage)
    turning = Rotating(
        stage=target,
        secret=target.output("OriginSecretArn"),
        distribution=target.output("DistributionId"),
    )
    for done in turning.rotate():
        console.print(done)


def _moment(at: str) -> datetime | None:
    if not at:
        return None
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise LocalFailure(f"{at!r} is no time: write it as 2026-11-25T12:00:00Z.") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    app()
