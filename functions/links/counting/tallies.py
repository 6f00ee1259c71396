"""What was counted of a link in an hour or a day, and its stored form."""

import json
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .segments import Counted
from .sketch import Sketch, add, merge, packed, unpacked

MOST_VALUES = 50
OTHER = "other"
DIMENSIONS = ("referrers", "countries", "devices", "browsers", "systems")


@dataclass(slots=True, kw_only=True)
class Tally:
    """Everything but ``bots`` counts people only. Filled while it is added up, so not frozen."""

    humans: int = 0
    bots: int = 0
    referrers: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    devices: Counter[str] = field(default_factory=Counter)
    browsers: Counter[str] = field(default_factory=Counter)
    systems: Counter[str] = field(default_factory=Counter)
    visitors: Sketch = field(default_factory=dict)

    def count(self, click: Counted) -> None:
        if click.agent.bot:
            self.bots += 1
            return
        self.humans += 1
        for name, value in values_of(click):
            counter: Counter[str] = getattr(self, name)
            counter[value] += 1
        add(self.visitors, click.visitor)

    def merge(self, other: "Tally") -> None:
        self.humans += other.humans
        self.bots += other.bots
        for name in DIMENSIONS:
            getattr(self, name).update(getattr(other, name))
        merge(self.visitors, other.visitors)


def values_of(click: Counted) -> Iterable[tuple[str, str]]:
    """What a person's click adds one to, where it is known."""
    values = (
        click.referrer,
        click.country,
        click.agent.device,
        click.agent.browser,
        click.agent.os,
    )
    return ((name, value) for name, value in zip(DIMENSIONS, values, strict=True) if value)


def less(tally: Tally, other: Tally) -> Tally:
    """Numbers without the other's, none below zero; visitors are numbers of nobody's."""
    found = Tally(
        humans=max(0, tally.humans - other.humans),
        bots=max(0, tally.bots - other.bots),
        visitors=tally.visitors,
    )
    for name in DIMENSIONS:
        setattr(found, name, getattr(tally, name) - getattr(other, name))
    return found


def total(tallies: Iterable[Tally]) -> Tally:
    found = Tally()
    for tally in tallies:
        found.merge(tally)
    return found


def encoded(tally: Tally) -> bytes:
    """The most frequent values of each dimension; what is left over becomes ``other``."""
    fields = [
        tally.humans,
        tally.bots,
        [_most_common(getattr(tally, name)) for name in DIMENSIONS],
        b64encode(packed(tally.visitors)).decode(),
    ]
    return zlib.compress(json.dumps(fields, separators=(",", ":")).encode(), 9)


def decoded(data: bytes) -> Tally:
    humans, bots, counters, visitors = json.loads(zlib.decompress(data))
    return Tally(
        humans=humans,
        bots=bots,
        visitors=unpacked(b64decode(visitors)),
        **{name: Counter(found) for name, found in zip(DIMENSIONS, counters, strict=True)},
    )


def _most_common(counter: Counter[str]) -> dict[str, int]:
    """By number, then by name, so that equal counts are stored equally."""
    ranked = sorted(counter.items(), key=lambda entry: (-entry[1], entry[0]))
    if len(ranked) <= MOST_VALUES:
        return dict(ranked)
    kept = dict(ranked[:MOST_VALUES])
    kept[OTHER] = kept.get(OTHER, 0) + sum(number for _, number in ranked[MOST_VALUES:])
    return kept
