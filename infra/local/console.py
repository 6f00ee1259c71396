"""What the user sees: one line per step; on a terminal a bar while the stacks are made."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from infra.local.progress import DeploymentProgress

console = Console(highlight=False, soft_wrap=True)
complaints = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def step(what: str) -> Iterator[None]:
    """Prints ``what`` and, when it is over, how long it took."""
    began = time.monotonic()
    yield
    console.print(f"  [green]✓[/] {what} [dim]({time.monotonic() - began:.1f} s)[/]")


class DeploymentDisplay:
    """Hears cdk's lines; a bar on a terminal, otherwise a line whenever a stack is done."""

    def __init__(self, progress: DeploymentProgress) -> None:
        self._progress = progress
        self._shown: set[str] = set()
        self._bar = Progress(
            TextColumn("  "),
            BarColumn(bar_width=30),
            TextColumn("{task.percentage:>3.0f} %"),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.description}"),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=100)

    def __enter__(self) -> "DeploymentDisplay":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def hear(self, line: str) -> None:
        self._progress.hear(line)
        for stack in self._progress.finished:
            if stack not in self._shown:
                self._shown.add(stack)
                same = "  (no changes)" if stack in self._progress.unchanged else ""
                console.print(f"  [green]✓[/] {self._progress.percent:>3} % {stack}{same}")
        self._bar.update(
            self._task, completed=self._progress.percent, description=self._progress.now[:70]
        )
