"""Pages that stay full although the reader may not see everything (S8). Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")
V = TypeVar("V")

ROUNDS = 8  # so that a page of a list nobody may see has a bounded cost
LEAST = 10


@dataclass(frozen=True, slots=True)
class Page(Generic[V]):
    """``position`` is where the next page begins, None at the end."""

    items: list[V]
    position: str | None


def refilled(
    *,
    read: Callable[[str | None, int], Sequence[R]],
    show: Callable[[Sequence[R]], Sequence[V | None]],
    position: Callable[[R], str],
    after: str | None,
    most: int,
) -> Page[V]:
    """``show`` answers each row with what the reader sees of it, or None.

    A page can be short, even empty, and go on, when very much is hidden.
    """
    kept: list[tuple[V, str]] = []
    at = after
    for _ in range(ROUNDS):
        size = max(LEAST, most - len(kept) + 1)
        rows = read(at, size)
        for row, shown in zip(rows, show(rows), strict=True):
            if shown is not None:
                kept.append((shown, position(row)))
        if len(kept) > most:
            return Page([shown for shown, _ in kept[:most]], kept[most - 1][1])
        if len(rows) < size:
            return Page([shown for shown, _ in kept], None)
        at = position(rows[-1])
    return Page([shown for shown, _ in kept], at)
