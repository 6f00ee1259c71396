"""P13: what is recommended to people of MovieLens-100k, against popularity and plain EASE.

The held-out fifth is looked at once, at the very end. Settings come from ``choosing.chosen``, which
holds out a part of the rest in the same way; the batch does just that with its own rows. The random
split is made three times, because one is luck: the mean counts.
"""

from collections.abc import Sequence

import numpy as np

from tests.bench.movielens import ratings
from tests.bench.table import Row, at_least
from video.recommending.learning.choosing import Choice, chosen
from video.recommending.learning.interactions import Interactions, collected
from video.recommending.learning.judging import (
    Split,
    Verdict,
    judged,
    latest_held_out,
    mean,
    ndcg,
    random_held_out,
)
from video.recommending.learning.models import Ease, Memory

SEEDS, OPINIONS = (0, 1, 2), 2
PLAIN = {"random": 300.0, "last": 200.0}  # penalties with which plain EASE does best


def taste_rows() -> Sequence[Row]:
    taken = collected(ratings())
    rows: list[Row] = []
    for name, target, splits in (
        (
            "random",
            0.45,
            [
                (random_held_out(s), [random_held_out(100 + s + 10 * n) for n in range(OPINIONS)])
                for s in SEEDS
            ],
        ),
        ("last", 0.21, [(latest_held_out, [latest_held_out])]),
    ):
        found = [_judged(taken, test, validation) for test, validation in splits]
        plain = mean(np.array([_plain(taken, test, PLAIN[name]) for test, _ in splits]))
        most = mean(np.array([verdict.popularity for verdict, _ in found]))
        what = "a random fifth" if name == "random" else "the last fifth of each"
        rows.append(
            at_least(
                "P13",
                f"NDCG@10, {what}",
                mean(np.array([verdict.model for verdict, _ in found])),
                target,
                how=f"popularity {most:.3f}, plain EASE {plain:.3f}; {_said(found[0][1])}",
            )
        )
    return rows


def _judged(
    taken: Interactions, test: Split, validation: Sequence[Split]
) -> tuple[Verdict, Choice]:
    everything = np.ones(len(taken), dtype=np.bool_)
    known = test(taken, everything)
    choice = chosen(taken, known, validation)
    return judged(taken, known, everything & ~known, choice.model, choice.memory), choice


def _plain(taken: Interactions, test: Split, penalty: float) -> float:
    everything = np.ones(len(taken), dtype=np.bool_)
    known = test(taken, everything)
    model = Ease(penalty=penalty, dropout=0, evening=0, liking=0)
    square = model.fitted(taken, known)
    return mean(ndcg(taken, known, everything & ~known, square, model, Memory()))


def _said(choice: Choice) -> str:
    return f"{choice.model}, {choice.memory}".replace("Memory", "memory")
