"""From notes to figures and verdicts; pure."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.load.mix import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of one kind of request; milliseconds of those that were answered as wanted."""

    kind: str
    count: int
    errors: int
    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How often something was done: surely, and at most (a request that failed may have acted)."""

    least: int
    most: int

    def verdict(self, seen: int) -> str:
        """Empty where ``seen`` is right, else ``lost`` or ``counted twice``."""
        if seen < self.least:
            return "lost"
        return "counted twice" if seen > self.most else ""


def figures(notes: Sequence[Note]) -> list[Figures]:
    """By kind, the most frequent first."""
    kinds = Counter(note.kind for note in notes)
    return [_of(kind, [note for note in notes if note.kind == kind]) for kind, _ in _ranked(kinds)]


def percentiles(values: Sequence[float]) -> tuple[float, float, float]:
    """50th, 95th and 99th; of a single value itself, of none zero."""
    if len(values) < 2:
        only = values[0] if values else 0.0
        return only, only, only
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return cuts[49], cuts[94], cuts[98]


def done(notes: Iterable[Note], kind: str) -> Mapping[str, Bounds]:
    """By what it was about: how often ``kind`` succeeded, and how often it was tried."""
    least: Counter[str] = Counter()
    most: Counter[str] = Counter()
    for note in notes:
        if note.kind == kind and note.about:
            least[note.about] += not note.error
            most[note.about] += 1
    return {about: Bounds(least=least[about], most=most[about]) for about in most}


def unwatched(notes: Iterable[Note]) -> frozenset[str]:
    """Sessions that began and of whose film not one segment came."""
    came = [(note.kind, note.about) for note in notes if not note.error]
    begun, seen = (
        {about for kind, about in came if kind == wanted}
        for wanted in ("play: start", "play: segment")
    )
    return frozenset(begun - seen)


def likes(notes: Iterable[Note]) -> Mapping[str, Bounds]:
    """By tweet: how many people like it. One's second like of a tweet is none."""
    sure: dict[str, set[str]] = {}
    tried: dict[str, set[str]] = {}
    for note in notes:
        if note.kind == "like":
            tried.setdefault(note.about, set()).add(note.person)
            if not note.error:
                sure.setdefault(note.about, set()).add(note.person)
    return {
        tweet: Bounds(least=len(sure.get(tweet, ())), most=len(people))
        for tweet, people in tried.items()
    }


def homes(
    notes: Iterable[Note], follows: Mapping[str, Iterable[str]]
) -> Mapping[str, frozenset[str]]:
    """By person: the tweets that their home has to show, their own among them."""
    posted = [(note.person, note.about) for note in notes if note.kind == "post" and not note.error]
    return {
        person: frozenset(tweet for author, tweet in posted if author in {person, *followees})
        for person, followees in follows.items()
    }


def misplaced(seen: Iterable[str], wanted: frozenset[str]) -> Mapping[str, int]:
    """How many ``missing``, ``twice`` and ``strange`` tweets a home has; empty if it is right.

    ``seen`` are the run's tweets in it, as they came.
    """
    counted = Counter(seen)
    found = {
        "missing": len(wanted - counted.keys()),
        "twice": sum(times - 1 for times in counted.values()),
        "strange": len(counted.keys() - wanted),
    }
    return {what: number for what, number in found.items() if number}


def _of(kind: str, notes: Sequence[Note]) -> Figures:
    p50, p95, p99 = percentiles([note.ms for note in notes if not note.error])
    errors = sum(bool(note.error) for note in notes)
    return Figures(kind=kind, count=len(notes), errors=errors, p50=p50, p95=p95, p99=p99)


def _ranked(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))
