"""Which tags rise: different authors now, weighed by age, against the same hour of other days.

Every author of the last six hours counts once, at the time of their latest tweet with the tag:
the union of the newest k sketches minus that of the newest j tells how many came in between. The
weight halves every two hours. Expected is what the same hours of the last seven days had, weighed
alike. The score is the distance from it in standard deviations of a Poisson variable.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt

from core.cache import Cache
from core.clock import Clock

from ..ids import ms, ms_of
from .keys import (
    BASELINE_DAYS,
    BUCKET_MS,
    HOUR_MS,
    WINDOW,
    WINDOW_HOURS,
    bucket_key,
    gone_key,
    hour_key,
    tags_key,
)

STEPS = (0, 1, 2, 3, 6, 12, 24, 36, WINDOW)  # in buckets, from now back
HALF_LIFE = 2 * HOUR_MS // BUCKET_MS
CANDIDATES, TOP, MOST_GONE, AT_ONCE = 100, 20, 50, 10
WEIGHTS: tuple[float, ...] = tuple(
    0.5 ** ((near + far) / 2 / HALF_LIFE) for near, far in pairwise(STEPS)
)
HOURLY: tuple[float, ...] = tuple(0.5 ** ((hour + 0.5) / 2) for hour in range(WINDOW_HOURS))

# (tag, authors, since ms) -> those of them who still have a tweet with the tag
StillTagged = Callable[[str, Sequence[str], int], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Ranked:
    tag: str
    authors: int
    score: float


class TrendRanker:
    def __init__(
        self, *, cache: Cache, clock: Clock, still_tagged: StillTagged, floor: int
    ) -> None:
        self._cache, self._clock = cache, clock
        self._still_tagged, self._floor = still_tagged, floor

    def top(self, region: str) -> list[Ranked]:
        """Raises CacheDown."""
        now = ms(self._clock)
        tags = self._candidates(region, now)
        ranked = [
            each
            for start in range(0, len(tags), AT_ONCE)
            for each in self._ranked(region, tags[start : start + AT_ONCE], now)
        ]
        best = sorted(ranked, key=_order)[: 2 * TOP]
        left = [self._without_deleted(region, each, now) for each in best]
        return sorted((e for e in left if e.authors >= self._floor), key=_order)[:TOP]

    def _candidates(self, region: str, now: int) -> list[str]:
        noted: dict[str, int] = {}
        for hour in range(now // HOUR_MS - WINDOW_HOURS, now // HOUR_MS + 1):
            for tag, number in self._cache.get_hash(tags_key(region, hour)).items():
                noted[tag] = noted.get(tag, 0) + int(number)
        return sorted(noted, key=lambda tag: (-noted[tag], tag))[:CANDIDATES]

    def _ranked(self, region: str, tags: Sequence[str], now: int) -> list[Ranked]:
        bucket, hour = now // BUCKET_MS, now // HOUR_MS
        groups = [
            [bucket_key(region, tag, bucket - age) for age in range(step)]
            for tag in tags
            for step in STEPS[1:]
        ]
        groups += [
            [hour_key(region, tag, hour - ago - 24 * day)]
            for tag in tags
            for ago in range(WINDOW_HOURS)
            for day in range(1, BASELINE_DAYS + 1)
        ]
        sizes = iter(self._cache.union_sizes(groups))
        unions = {tag: [next(sizes) for _ in WEIGHTS] for tag in tags}
        usual = {
            tag: [sum(next(sizes) for _ in range(BASELINE_DAYS)) / BASELINE_DAYS for _ in HOURLY]
            for tag in tags
        }
        return [Ranked(tag, unions[tag][-1], score(unions[tag], usual[tag])) for tag in tags]

    def _without_deleted(self, region: str, each: Ranked, now: int) -> Ranked:
        since = now - WINDOW_HOURS * HOUR_MS
        gone = _latest_by_author(self._cache.get_hash(gone_key(region, each.tag)), since)
        if not gone:
            return each
        asked = sorted(gone)[:MOST_GONE]
        still = self._still_tagged(each.tag, asked, since)
        left = [gone[author] for author in gone if author not in still]
        lost = sum(_weight((now - at) // BUCKET_MS) for at in left)
        return replace(each, authors=max(0, each.authors - len(left)), score=each.score - lost)


def score(unions: Sequence[int], usual: Sequence[float]) -> float:
    """``unions``: authors of the newest 1, 2, 3, 6 … buckets; ``usual``: of each hour back."""
    fresh = [max(0, wide - narrow) for narrow, wide in pairwise((0, *unions))]
    now = sum(number * weight for number, weight in zip(fresh, WEIGHTS, strict=True))
    expected = sum(number * weight for number, weight in zip(usual, HOURLY, strict=True))
    return (now - expected) / sqrt(expected + 1)


def _latest_by_author(gone: Mapping[str, str], since: int) -> dict[str, int]:
    latest: dict[str, int] = {}
    for name in gone:
        tweet_id, _, author = name.partition("|")
        at = ms_of(tweet_id)
        if at >= since:
            latest[author] = max(at, latest.get(author, 0))
    return latest


def _weight(age: int) -> float:
    for (_, far), weight in zip(pairwise(STEPS), WEIGHTS, strict=True):
        if age < far:
            return weight
    return 0.0


def _order(each: Ranked) -> tuple[float, int, str]:
    return -each.score, -each.authors, each.tag
