"""A week at the edge of a region, replayed: a cache that forgets what was asked for longest ago,
with and without what is brought there beforehand.

Who watches what follows Zipf 1.0; each day brings a few films that soon are among the most watched.
Somebody starts at the beginning, may stop at any segment, and stays on one rung. What is brought,
and how much of each film, is decided by the code that decides it in production.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from video.prepositioning.foretelling import expected, most_wanted
from video.prepositioning.warming import FIRST_SEGMENTS

SEGMENT_SECONDS = 10
# Kilobits per second of each rung, and how many watch it.
RUNGS = ((400, 5), (1_000, 20), (2_500, 35), (5_000, 35), (15_000, 5))

Segment = tuple[int, int, int]  # film, rung, number


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """``films`` there are at first, ``new`` come every day; ``goes_on``: the share of those who saw
    a segment that see the next. ``watched_before`` days are replayed but not counted."""

    films: int = 1_000
    segments: int = 60
    new: int = 3
    sessions: int = 6_000  # a day
    goes_on: float = 0.97
    days: int = 6
    watched_before: int = 2
    seed: int = 1

    def size_of(self, rung: int) -> int:
        return RUNGS[rung][0] * SEGMENT_SECONDS * 1000 // 8

    @property
    def catalogue(self) -> int:
        """Bytes of everything, the films of all days among it."""
        films = self.films + self.new * self.days
        return films * self.segments * sum(self.size_of(rung) for rung in range(len(RUNGS)))

    def sessions_of(self, day: int) -> Iterator[tuple[int, int, int]]:
        """Films with the rung and how many segments of it are seen."""
        random = Random(self.seed * 1_000 + day)
        ranking = self._ranking(day)
        weights = [1 / rank for rank in range(1, len(ranking) + 1)]
        shares = [share for _, share in RUNGS]
        chosen = random.choices(ranking, weights, k=self.sessions)
        rungs = random.choices(range(len(RUNGS)), shares, k=self.sessions)
        for film, rung in zip(chosen, rungs, strict=True):
            seen = 1
            while seen < self.segments and random.random() < self.goes_on:
                seen += 1
            yield film, rung, seen

    def come_on(self, day: int) -> list[int]:
        return [self.films + day * self.new + number for number in range(self.new)]

    def _ranking(self, day: int) -> list[int]:
        """What came last is spread over the first places."""
        ranking = list(range(self.films))
        for earlier in range(day + 1):
            for number, film in enumerate(self.come_on(earlier)):
                ranking.insert((number + 1) * 4, film)
        return ranking


@dataclass
class Cache:
    """Least recently used goes first; ``capacity`` in bytes."""

    capacity: int
    held: OrderedDict[Segment, int] = field(default_factory=OrderedDict)
    used: int = 0

    def ask(self, segment: Segment, size: int) -> bool:
        """Whether it was there; it is now."""
        if segment in self.held:
            self.held.move_to_end(segment)
            return True
        self.held[segment] = size
        self.used += size
        while self.used > self.capacity:
            _, freed = self.held.popitem(last=False)
            self.used -= freed
        return False


@dataclass
class Tally:
    """``first``: of the segments that a player waits for before there is a picture."""

    asked: int = 0
    hits: int = 0
    first_asked: int = 0
    first_hits: int = 0
    brought: int = 0  # bytes fetched beforehand that were not there

    @property
    def rate(self) -> float:
        return self.hits / self.asked

    @property
    def first_rate(self) -> float:
        return self.first_hits / self.first_asked


def replayed(week: Week, *, capacity: int, bring: int) -> Tally:
    """``bring``: so many films every night, and each new one when it is ready; 0 is plain LRU."""
    cache, tally = Cache(capacity), Tally()
    watched: list[Mapping[str, int]] = []
    for day in range(week.days):
        if bring:
            wanted = [int(film) for film in most_wanted(expected(reversed(watched)), bring)]
            # The most wanted last: of all that is brought they are forgotten last.
            for film in [*reversed(wanted), *week.come_on(day)]:
                _bring(week, cache, film, tally)
        views: Counter[str] = Counter()
        counted = day >= week.watched_before
        for film, rung, seen in week.sessions_of(day):
            views[str(film)] += 1
            for number in range(seen):
                hit = cache.ask((film, rung, number), week.size_of(rung))
                if counted:
                    tally.asked += 1
                    tally.hits += hit
                    tally.first_asked += number == 0
                    tally.first_hits += hit and number == 0
        watched.append(views)
    return tally


def _bring(week: Week, cache: Cache, film: int, tally: Tally) -> None:
    for rung in range(len(RUNGS)):
        for number in range(FIRST_SEGMENTS):
            if not cache.ask((film, rung, number), week.size_of(rung)):
                tally.brought += week.size_of(rung)
