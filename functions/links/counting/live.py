"""Clicks of hours that are not rolled up yet, counted in Valkey as they come.

``live:{<code>}:<hour>`` is a hash: ``h`` people, ``b`` bots, ``<letter>:<value>`` per dimension;
``live:{<code>}:<date>:u`` is a HyperLogLog of the day's visitors. Both end after 48 hours. Best
effort: what Valkey missed is in the segments, and in the statistics once the hour is rolled up.
Every segment's clicks are added at most once, so what is counted here and not rolled up is
one click too many for each event that stands in two segments, and nothing else (``known``).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.cache import Cache, CacheDown

from .rollup import Weighed
from .segments import Counted
from .tallies import DIMENSIONS, Tally, less, values_of

LIFE = 48 * 3600
LETTERS = dict(zip(DIMENSIONS, "rcdwo", strict=True))
NAMES = {letter: name for name, letter in LETTERS.items()}
HUMANS, BOTS = "h", "b"


def hour_key(code: str, hour: str) -> str:
    return f"live:{{{code}}}:{hour}"


def visitors_key(code: str, date: str) -> str:
    return f"live:{{{code}}}:{date}:u"


class ValkeyCounters:
    """``consuming.LiveCounters``; ``on_failure`` hears of clicks that were not counted."""

    def __init__(self, *, cache: Cache, on_failure: Callable[[int], None]) -> None:
        self._cache, self._on_failure = cache, on_failure

    def count(self, clicks: Sequence[Counted]) -> None:
        hours: dict[tuple[str, str], list[Counted]] = {}
        for click in clicks:
            hours.setdefault((click.code, click.hour), []).append(click)
        left = len(clicks)
        try:
            for (code, hour), its_clicks in hours.items():
                self._count(code, hour, its_clicks)
                left -= len(its_clicks)
        except CacheDown:
            self._on_failure(left)

    def _count(self, code: str, hour: str, clicks: Sequence[Counted]) -> None:
        amounts: Counter[str] = Counter()
        for click in clicks:
            amounts[BOTS if click.agent.bot else HUMANS] += 1
            if not click.agent.bot:
                amounts.update(f"{LETTERS[name]}:{value}" for name, value in values_of(click))
        self._cache.add_to_hash(hour_key(code, hour), amounts, ttl=LIFE)
        people = {str(click.visitor) for click in clicks if not click.agent.bot}
        if people:
            self._cache.add_to_sketch(visitors_key(code, hour[:10]), people, ttl=LIFE)


def tally_of(fields: Mapping[str, str]) -> Tally:
    """A hash as a tally, without visitors."""
    tally = Tally(humans=int(fields.get(HUMANS, 0)), bots=int(fields.get(BOTS, 0)))
    for field, number in fields.items():
        letter, mark, value = field.partition(":")
        if mark and letter in NAMES:
            getattr(tally, NAMES[letter])[value] = int(number)
    return tally


def known(stored: Weighed, live: Tally) -> Tally:
    """An open hour from its two counts, each of which may have missed some: the one that saw more.

    The live one counted an event once per segment. What the roll-up saw more than once is taken
    off, so it is too high by no more than the repeats in segments that are not rolled up yet.
    """
    once = less(live, stored.again)
    people = once if once.humans > stored.tally.humans else stored.tally
    return replace(people, bots=max(once.bots, stored.tally.bots), visitors=stored.tally.visitors)
