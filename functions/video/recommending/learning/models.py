"""Models of taste. Each is a square of weights: how much a video watched speaks for another.

A profile's score of a video is the sum of that over what it watched, each by how much it was liked
and by how long ago it was (in films, not in days: who pauses for a year has not forgotten).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import lapack

from .interactions import NEUTRAL, Floats, Interactions, Mask, Matrix

NEIGHBOURS = 100
SITTING = 20  # films


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a film counts that was watched ``half_life`` films before the last: half of what is
    above ``floor``. 0: all count the same."""

    half_life: float = 0
    floor: float = 1

    def weights(self, taken: Interactions, mask: Mask) -> Floats:
        if not self.half_life:
            return np.ones(len(taken), dtype=np.float32)
        age = taken.latest_first(mask)
        fading = np.float32(0.5) ** (age / self.half_life)
        return (self.floor + (1 - self.floor) * fading).astype(np.float32)


class Model(Protocol):
    def liked(self, taken: Interactions) -> Floats:
        """What each entry weighs, for fitting and for scoring."""
        ...

    def fitted(self, taken: Interactions, mask: Mask) -> Floats:
        """The square: row watched, column spoken for; its diagonal is 0."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ease:
    """``penalty``: of large weights. ``dropout``: as if so much of what was watched were unknown.
    ``evening``: 0 counts every film watched, 1 every profile the same. ``liking``: what a star
    more or less than three adds. ``nearness``: how much it counts that two films were watched
    within SITTING films of each other, and not only by the same profile."""

    penalty: float = 300
    dropout: float = 0.5
    evening: float = 0.4
    liking: float = 0.15
    nearness: float = 0.5

    def liked(self, taken: Interactions) -> Floats:
        return (1 + self.liking * (taken.liking - NEUTRAL)).astype(np.float32)

    def fitted(self, taken: Interactions, mask: Mask) -> Floats:
        watched = taken.matrix(mask, self.liked(taken))
        sums = np.maximum(np.asarray(watched.sum(axis=1)).ravel(), 1e-6)
        weights = sums**-self.evening
        gram = _gram(watched, weights)
        if self.nearness:
            gram *= 1 - self.nearness
            gram += self.nearness * self._near(taken, mask, weights)
        scale = float((weights * sums).sum() / sums.sum())
        diagonal = gram.diagonal().copy()
        gram[np.diag_indices_from(gram)] += (
            self.penalty * scale + self.dropout / (1 - self.dropout) * diagonal
        )
        return _without_diagonal(_inverse(gram))

    def _near(self, taken: Interactions, mask: Mask, weights: NDArray[np.floating]) -> Floats:
        """Of sittings instead of profiles: each film is in two, half of each is in the next."""
        number = taken.latest_first(mask)[mask] // (SITTING // 2)
        who, what = taken.who[mask].astype(np.int64), taken.what[mask]
        most = int(number.max(initial=0)) + 2
        sittings = np.concatenate([who * most + number, who * most + number + 1])
        names, rows = np.unique(sittings, return_inverse=True)
        liked = np.tile(self.liked(taken)[mask], 2)
        shape = (len(names), len(taken.videos))
        halves = sparse.csr_array((liked, (rows, np.tile(what, 2))), shape=shape, dtype=np.float32)
        return _gram(halves, weights[names // most] / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemNeighbours:
    """Cosine of who watched both, the nearest ``NEIGHBOURS`` of each. ``shrinkage``: as if so many
    more had watched only one of them, so that two by chance are not yet alike."""

    shrinkage: float = 10

    def liked(self, taken: Interactions) -> Floats:
        return np.ones(len(taken), dtype=np.float32)

    def fitted(self, taken: Interactions, mask: Mask) -> Floats:
        watched = taken.matrix(mask, self.liked(taken))
        gram = _gram(watched, np.ones(watched.shape[0]))
        size = np.sqrt(gram.diagonal())
        np.fill_diagonal(gram, 0)
        alike = gram / np.maximum(np.outer(size, size) + self.shrinkage, 1e-9)
        if len(alike) > NEIGHBOURS:
            floor = -np.partition(-alike, NEIGHBOURS, axis=0)[NEIGHBOURS]
            alike[alike < floor] = 0
        return alike.astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Popularity:
    """Everybody may like what most have watched: what a model has to beat."""

    def liked(self, taken: Interactions) -> Floats:
        return np.ones(len(taken), dtype=np.float32)

    def fitted(self, taken: Interactions, mask: Mask) -> Floats:
        watched = np.bincount(taken.what[mask], minlength=len(taken.videos))
        return np.tile(watched.astype(np.float32), (len(taken.videos), 1))


def scores(taken: Interactions, mask: Mask, model: Model, memory: Memory) -> Matrix:
    """What each profile's films weigh: times the model's square, these are its scores."""
    return taken.matrix(mask, model.liked(taken) * memory.weights(taken, mask))


def highest(row: Floats, most: int) -> NDArray[np.int64]:
    """Places of the highest values, of ties the first; without sorting all of a long row."""
    if most < len(row):
        least = np.partition(row, len(row) - most)[len(row) - most]
        places = np.flatnonzero(row >= least)
    else:
        places = np.arange(len(row))
    return places[np.argsort(-row[places], kind="stable")][:most]


def _gram(watched: Matrix, weights: NDArray[np.floating]) -> Floats:
    weighted = sparse.dia_array((weights[None, :], [0]), shape=(len(weights),) * 2) @ watched
    return np.asarray((watched.T @ weighted).todense(), dtype=np.float32)


def _inverse(gram: Floats) -> Floats:
    """Of a positive definite matrix, in its own memory: by Cholesky."""
    factor, failed = lapack.spotrf(gram, lower=1, overwrite_a=1)
    if failed:
        raise np.linalg.LinAlgError("the matrix of what was watched is not positive definite")
    half, failed = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed:
        raise np.linalg.LinAlgError("the factor is singular")
    lower = np.tril(half)
    inverse: Floats = lower + np.tril(half, -1).T
    return inverse


def _without_diagonal(inverse: Floats) -> Floats:
    weights: Floats = inverse / -inverse.diagonal()
    np.fill_diagonal(weights, 0)
    return weights
