"""Which model, with which settings: whatever does best on a part of what it may know.

What is held out for the verdict is never looked at here. Settings are tried one after another, each
with the best of those before, so there are about a dozen fits; squares that are large are fitted
with the usual settings, once.
"""

from collections.abc import Sequence
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
    "nearness": (0, 0.3, 0.5, 0.7),
    "evening": (0, 0.2, 0.4, 0.6),
    "liking": (0, 0.1, 0.15, 0.2),
    "dropout": (0, 0.3, 0.5),
}
SHRINKAGES = (0, 5, 20, 50)


@dataclass(frozen=True, slots=True)
class Choice:
    model: Model
    memory: Memory
    ndcg: float = -1.0


def chosen(taken: Interactions, mask: Mask, splits: Sequence[Split]) -> Choice:
    """Several splits are several opinions; their mean counts."""
    trial = _Trial(taken, mask, splits)
    if len(taken.videos) > TUNED:
        return trial.best([Ease()], MEMORIES)
    near = trial.best([ItemNeighbours(shrinkage=each) for each in SHRINKAGES], MEMORIES)
    if len(taken.videos) < SMALL:
        return near
    best = trial.best([Ease()], MEMORIES)
    for name, values in EASE_SETTINGS.items():
        others = [replace(best.model, **{name: value}) for value in values]  # type: ignore[type-var]  # a dataclass: Ease
        tried = trial.best([each for each in others if each != best.model], [best.memory])
        best = max(best, tried, key=_goodness)
    best = max(best, trial.best([best.model], MEMORIES), key=_goodness)
    return max(near, best, key=_goodness)


class _Trial:
    """Each split's known and held-out entries."""

    def __init__(self, taken: Interactions, mask: Mask, splits: Sequence[Split]) -> None:
        self._taken = taken
        self._parts = [(known, mask & ~known) for known in (s(taken, mask) for s in splits)]

    def best(self, models: Sequence[Model], memories: Sequence[Memory]) -> Choice:
        return max((self._best_memory(model, memories) for model in models), key=_goodness)

    def _best_memory(self, model: Model, memories: Sequence[Memory]) -> Choice:
        found: dict[Memory, list[float]] = {memory: [] for memory in memories}
        for known, held in self._parts:
            square = model.fitted(self._taken, known)
            for memory, means in found.items():
                means.append(mean(ndcg(self._taken, known, held, square, model, memory)))
        choices = (
            Choice(model, memory, sum(means) / len(means)) for memory, means in found.items()
        )
        return max(choices, key=_goodness)


def _goodness(choice: Choice) -> float:
    return choice.ndcg
