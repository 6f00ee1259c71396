"""Which model, with which settings: whatever does best on a part of what it may know.

What is held out for the verdict is never looked at here. Settings are tried one after another, each
with the best of those before, so there are about a dozen fits; squares that are large are fitted
with the usual settings, once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .interactions import Interactions, Mask
from .judging import Split, mean, ndcg
from .models import Ease, ItemNeighbours, Memory, Model

SMALL = 50
"""Videos below which only neighbours are counted."""
TUNED = 4_000
"""Videos above which the usual settings are taken: a fit costs the cube."""
MEMORIES = (
    Memory(),
    *(Memory(half_life=each, floor=floor) for each in (5, 10, 20, 40) for floor in (0.1, 0.3)),
)
EASE_SETTINGS: dict[str, tuple[float, ...]] = {
    "penalty": (50, 100, 200, 300, 400, 600),
    "dropout": (0, 0.3, 0.5),
    "evening": (0, 0.3, 0.5),
    "liking": (0, 0.05, 0.1, 0.15),
}
SHRINKAGES = (0, 5, 20, 50)


@dataclass(frozen=True, slots=True)
class Choice:
    model: Model
    memory: Memory
    ndcg: float = -1.0


def chosen(taken: Interactions, mask: Mask, split: Split) -> Choice:
    known = split(taken, mask)
    held = mask & ~known
    if len(taken.videos) > TUNED:
        return _tried(taken, known, held, Ease())
    best = max(
        (_tried(taken, known, held, ItemNeighbours(shrinkage=each)) for each in SHRINKAGES),
        key=lambda choice: choice.ndcg,
    )
    if len(taken.videos) < SMALL:
        return best
    return max(best, _best_ease(taken, known, held), key=lambda choice: choice.ndcg)


def _best_ease(taken: Interactions, known: Mask, held: Mask) -> Choice:
    model = Ease()
    best = _tried(taken, known, held, model)
    for name, value in _settings():
        other = replace(model, **{name: value})
        if other == model:
            continue
        tried = _tried(taken, known, held, other)
        if tried.ndcg > best.ndcg:
            best, model = tried, other
    return best


def _settings() -> Iterator[tuple[str, float]]:
    for name, values in EASE_SETTINGS.items():
        for value in values:
            yield name, value


def _tried(taken: Interactions, known: Mask, held: Mask, model: Model) -> Choice:
    """With the memory that suits it best: that costs no fit."""
    square = model.fitted(taken, known)
    return max(
        (
            Choice(model, memory, mean(ndcg(taken, known, held, square, model, memory)))
            for memory in MEMORIES
        ),
        key=lambda choice: choice.ndcg,
    )
