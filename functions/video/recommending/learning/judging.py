"""Is a model better than telling everybody what most people watch? Judged on what it has not seen.

NDCG@10 with one relevance, the ideal being as many hits as were held out, at most ten.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .interactions import Floats, Interactions, Mask
from .models import Memory, Model, Popularity, highest, scores

SHARE, TOP, BLOCK = 0.2, 10, 512
FEWEST_JUDGES = 20
"""Profiles with something held out, below which nothing is said of a model."""

Split = Callable[[Interactions, Mask], Mask]
"""Of the entries in the mask those that stay known; the others are held out."""


def latest_held_out(taken: Interactions, mask: Mask) -> Mask:
    """The last fifth of what each profile watched is held out."""
    age = taken.latest_first(mask)
    watched = np.bincount(taken.who[mask], minlength=len(taken.profiles))
    held = np.rint(watched * SHARE)[taken.who]
    known: Mask = mask & (age >= held)
    return known


def random_held_out(seed: int) -> Split:
    """A fifth of all, whoever's and whenever it was."""

    def split(taken: Interactions, mask: Mask) -> Mask:
        chosen = np.flatnonzero(mask)
        order = np.random.default_rng(seed).permutation(chosen)
        known = np.zeros(len(taken), dtype=np.bool_)
        known[order[: int(len(order) * (1 - SHARE))]] = True
        return known

    return split


@dataclass(frozen=True, slots=True)
class Verdict:
    """NDCG@10 of the model and of popularity, and for how many profiles."""

    model: float
    popularity: float
    judges: int
    surely: bool

    @property
    def publish(self) -> bool:
        """Better by more than chance explains, as far as there is anything to judge by."""
        return self.surely and self.judges >= FEWEST_JUDGES


def judged(taken: Interactions, known: Mask, held: Mask, model: Model, memory: Memory) -> Verdict:
    ours = ndcg(taken, known, held, model.fitted(taken, known), model, memory)
    popularity = Popularity()
    most = ndcg(taken, known, held, popularity.fitted(taken, known), popularity, Memory())
    gain = ours - most
    error = gain.std() / np.sqrt(len(gain)) if len(gain) else 0.0
    return Verdict(
        model=mean(ours),
        popularity=mean(most),
        judges=len(gain),
        surely=bool(len(gain) and gain.mean() > error),
    )


def ndcg(
    taken: Interactions, known: Mask, held: Mask, square: Floats, model: Model, memory: Memory
) -> NDArray[np.float64]:
    """One for each profile with something held out."""
    discount = 1 / np.log2(np.arange(2, TOP + 2))
    wanted = taken.matrix(held, np.ones(len(taken), dtype=np.float32))
    found = []
    for who, best in best_unwatched(taken, known, square, model, memory):
        relevant = wanted[who].toarray()
        hits = np.take_along_axis(relevant, best, axis=1)
        places = np.minimum((relevant > 0).sum(axis=1), TOP)
        has = places > 0
        ideal = np.cumsum(discount)[np.maximum(places, 1) - 1]
        found.append(((hits @ discount[: best.shape[1]]) / ideal)[has])
    return np.concatenate(found) if found else np.zeros(0)


def best_unwatched(
    taken: Interactions, known: Mask, square: Floats, model: Model, memory: Memory
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Blocks of profiles with the ten best of what they have not watched."""
    weighed = scores(taken, known, model, memory)
    watched = taken.matrix(known, np.ones(len(taken), dtype=np.float32))
    for start in range(0, len(taken.profiles), BLOCK):
        who = np.arange(start, min(start + BLOCK, len(taken.profiles)))
        block = np.asarray(weighed[who] @ square)
        block[watched[who].toarray() > 0] = -np.inf
        yield who, np.array([highest(row, TOP) for row in block])


def mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if len(values) else 0.0
