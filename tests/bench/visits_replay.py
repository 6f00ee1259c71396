"""Visits replayed over a cache that forgets who was not asked for for longest, or for too long.

Who is asked for follows Zipf 1.0. An entry's time is renewed by visits, as production's is: a link
when it is confirmed, a timeline when it is read.
"""

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

DAY = 86_400.0
AT_ONCE = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """``asked``: visits of one of them per day, in the mean; ``days`` are counted after ``before``
    others that fill the cache."""

    size: int
    asked: float
    days: float
    before: float
    seed: int = 1

    @property
    def per_day(self) -> int:
        return round(self.size * self.asked)


def hit_rate(population: Population, *, room: int, kept_seconds: float) -> float:
    """Share of the counted visits that found an entry; ``room`` entries fit."""
    random = np.random.default_rng(population.seed)
    cumulated = np.cumsum(1 / np.arange(1, population.size + 1))
    cumulated /= cumulated[-1]
    counted_from = round(population.per_day * population.before)
    end = counted_from + round(population.per_day * population.days)
    cache: OrderedDict[int, float] = OrderedDict()
    hits = 0
    for first in range(0, end, AT_ONCE):
        drawn = np.searchsorted(cumulated, random.random(min(AT_ONCE, end - first))).tolist()
        for number, who in enumerate(drawn, first):
            now = number / population.per_day * DAY
            if cache.get(who, -kept_seconds) > now - kept_seconds:
                hits += number >= counted_from
            cache[who] = now
            cache.move_to_end(who)
            if len(cache) > room:
                cache.popitem(last=False)
    return hits / (end - counted_from)
