"""The commands behind ``make up``, ``down``, ``logs``, ``reset``, ``token`` and ``status``."""

import functools
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, ParamSpec

import typer

from infra.local import cdk, follow, ports, processes, stack_outputs
from infra.local.bring_up import (
    SERVICES,
    BringUp,
    introduce,
    people_of,
    running,
    services,
    upload_of,
    whole,
)
from infra.local.clients import client
from infra.local.console import complaints, console
from infra.local.failures import LocalFailure
from infra.local.film_command import Watching, film_of, player_address
from infra.local.instance import DEFAULT, Instance, Ports, instance_at
from infra.local.people import DEMO

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
P = ParamSpec("P")
Directory = Annotated[
    Path, typer.Option("--instance", help="Directory of the instance: state, logs, processes")
]


def explained(command: Callable[P, None]) -> Callable[P, None]:
    """A failure is one sentence on standard error and exit code 1; Ctrl-C is 130."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except LocalFailure as failure:
            complaints.print(str(failure), style="red", markup=False)
            raise typer.Exit(1) from failure
        except KeyboardInterrupt as stopped:
            raise typer.Exit(130) from stopped

    return run


@app.command()
@explained
def up(
    port: Annotated[str | None, typer.Option(help="Port of the front door")] = None,
    instance: Directory = DEFAULT.directory,
    throttled: Annotated[bool, typer.Option(help="For tests that have requests refused")] = False,
) -> None:
    """Start, deploy and seed whatever is not yet there; return when it is ready."""
    wanted = None if port is None else ports.parse(port)
    introduce(BringUp(instance_at(instance.resolve()), wanted, throttled=throttled).run())


@app.command()
@explained
def down(instance: Directory = DEFAULT.directory) -> None:
    """End the processes of the instance; its data are kept."""
    ended = processes.stop(instance_at(instance.resolve()), SERVICES)
    console.print(f"Stopped {', '.join(ended)}." if ended else "Nothing was running.")


@app.command()
@explained
def reset(instance: Directory = DEFAULT.directory) -> None:
    """Stop, and remove all data and logs of the instance."""
    chosen = instance_at(instance.resolve())
    processes.stop(chosen, SERVICES)
    shutil.rmtree(chosen.directory, ignore_errors=True)
    chosen.published.unlink(missing_ok=True)
    console.print("Wiped.")


@app.command()
@explained
def logs(instance: Directory = DEFAULT.directory) -> None:
    """Follow the logs of every process and every function."""
    follow.logs(_up(instance))


@app.command()
@explained
def token(
    user: Annotated[str, typer.Option(help="The user, created first if there is none")],
    instance: Directory = DEFAULT.directory,
) -> None:
    """Print a bearer token, and nothing else."""
    chosen = _ports(_up(instance))
    outputs = stack_outputs.read(client("cloudformation", chosen))
    typer.echo(people_of(chosen, outputs).token(user))


@app.command()
@explained
def upload(
    file: Annotated[Path, typer.Option(help="The film")],
    title: Annotated[str, typer.Option(help="Else the file's name")] = "",
    user: Annotated[str, typer.Option(help="Whose it is")] = DEMO,
    visibility: str = "public",
    maturity: str = "all",
    genres: Annotated[str, typer.Option(help="Separated by commas")] = "",
    captions: Annotated[str, typer.Option(help="en:english.vtt,de:deutsch.vtt")] = "",
    instance: Directory = DEFAULT.directory,
) -> None:
    """Upload a film, wait until it plays, print where; goes on where it was stopped."""
    film = film_of(
        file=file,
        title=title,
        visibility=visibility,
        maturity=maturity,
        genres=genres,
        captions=captions,
    )
    chosen = _up(instance)
    stage = _ports(chosen)
    outputs = stack_outputs.read(client("cloudformation", stage))
    people = people_of(stage, outputs)
    record = Watching(upload=upload_of(chosen, stage, people, user)).bring(film)
    typer.echo(f"For VLC or ffplay: {player_address(stage, outputs, record)}")
    typer.echo(f"{cdk.public_url(stage)}/app/watch/{record['id']}")


@app.command()
@explained
def status(instance: Directory = DEFAULT.directory) -> None:
    """Which processes run, and where."""
    chosen = instance_at(instance.resolve())
    alive, state = running(chosen), chosen.load()
    for name in SERVICES if state is None else services(state):
        console.print(f"{name:12} {'running' if name in alive else 'stopped'}")
    if state is not None and alive:
        console.print(f"URL          http://localhost:{state.ports.front_door}")
        console.print(f"AWS endpoint http://127.0.0.1:{state.ports.emulator}")


def _up(directory: Path) -> Instance:
    chosen = instance_at(directory.resolve())
    if not whole(chosen):
        raise LocalFailure("Triptych is not running here: start it with `make up`.")
    return chosen


def _ports(chosen: Instance) -> Ports:
    state = chosen.load()
    if state is None:
        raise LocalFailure("Triptych is not running here: start it with `make up`.")
    return state.ports
