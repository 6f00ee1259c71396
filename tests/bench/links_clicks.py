"""P4, L10, P17: what counting a click writes, what an answer reads, what stays.

Zipf 1.0 over a million links and the seed's 4,000 redirects a second. Items are made by the
product's own code from drawn clicks and their units come from their sizes. How many links have a
click in the hour is computed from the distribution and not drawn, so the figure does not wobble.
"""

import random
import zlib
from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, exp
from typing import TypeVar

from contracts.tables.links_clicks import (
    changes_of,
    hour_sort,
    place,
    promise,
    promises_of,
    segments_of,
    statistics_of,
)
from infra.config import PROD
from links.adapters.click_items import key, life
from links.adapters.click_store import CODES_PER_ITEM
from links.counting.parts import parts_of
from links.counting.rollup import SMALL
from links.counting.segments import Agent, Counted, packed
from links.counting.sketch import mark_of
from links.counting.tallies import Tally, encoded

from .table import Row, at_most
from .units import item_bytes, write_units

T = TypeVar("T")

LINKS = 1_000_000
CLICKS = 4_000 * 3_600
# What prod's counter gets at once on average: a shard's part of a window.
BATCH = min(10_000, 4_000 * PROD.click_window_seconds // max(1, PROD.click_shards))
BATCHES = 5
WRITES_PER_BATCH = 3  # the promise, the due mark, the segment; a test counts them
MOST_UNITS = 25  # 100 KB, each read with half a unit per 4 KB
HOUR = "2026-11-23T12"
SHARD = "shardId-000000000000"
ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
REFERRERS = ["", "", *(f"site-{n}.example" for n in range(200))]
COUNTRIES = [a + b for a in "ABCDE" for b in "FGHIJKLMNO"]
AGENTS = [
    Agent(device, browser, system, device == "bot")
    for device in ("desktop", "mobile", "tablet", "bot")
    for browser in ("Chrome", "Safari", "Firefox", "Edge", "Samsung Internet")
    for system in ("Windows", "Android", "iOS", "Mac OS X", "Linux")
]
NAME = "0123456789abcdef0123456789abcdef#10000"
HARMONIC = sum(1 / rank for rank in range(1, LINKS + 1))


class Crowd:
    """Draws clicks; every dimension falls off like 1/rank, as the links do."""

    def __init__(self, seed: int, *, links: int = LINKS) -> None:
        self._rng = random.Random(seed)
        self._links = list(accumulate(1 / rank for rank in range(1, links + 1)))

    def codes(self, number: int) -> list[str]:
        draw = self._rng.random
        ranks = (bisect(self._links, draw() * self._links[-1]) for _ in range(number))
        return [code_of(rank) for rank in ranks]

    def click(self, code: str) -> Counted:
        return Counted(
            id=self._rng.getrandbits(64),
            code=code,
            hour=HOUR,
            country=self._one_of(COUNTRIES),
            referrer=self._one_of(REFERRERS),
            agent=self._one_of(AGENTS),
            visitor=mark_of(f"{self._rng.getrandbits(64):016x}"),
        )

    def tally(self, clicks: int) -> Tally:
        tally = Tally()
        for _ in range(clicks):
            tally.count(self.click("x"))
        return tally

    def _one_of(self, values: Sequence[T]) -> T:
        return values[int(len(values) ** self._rng.random()) - 1]


def code_of(rank: int) -> str:
    rng = random.Random(rank)
    return "".join(rng.choices(ALPHABET, k=7))


@dataclass(frozen=True, slots=True, kw_only=True)
class PerClick:
    """Write units of one click to the end, and bytes that stay; ``how`` says of what."""

    write_units: float
    kept_bytes: float
    how: str


def per_click(crowd: Crowd) -> PerClick:
    kept_bytes, segments = segment_units(crowd)
    hours = item_units(crowd, CLICKS)
    open_hours = SMALL / CLICKS
    days = item_units(crowd, 24 * CLICKS)
    notes = note_units()
    return PerClick(
        write_units=segments + hours + open_hours + days + notes,
        kept_bytes=kept_bytes,
        how=f"{CLICKS:,} clicks: segments {segments:.4f} (of {BATCH:,}), link-hours {hours:.4f}, "
        f"open hours {open_hours:.4f}, days {days:.4f}, notes {notes:.4f}",
    )


def click_rows() -> list[Row]:
    crowd = Crowd(1)
    click = per_click(crowd)
    return [
        at_most("P4", "write units per click", click.write_units, 0.08, how=click.how),
        *reading_rows(crowd),
        Row(
            measure="P17",
            what="stored bytes per click, for 40 days",
            now=f"{click.kept_bytes:.1f}",
            target="printed",
            ok=None,
            value=click.kept_bytes,
            how="its share of a segment; then only days of links remain",
        ),
    ]


def segment_units(crowd: Crowd) -> tuple[float, float]:
    """Bytes and write units per click: the segment, its promise, its due mark."""
    total_bytes, units = 0, 0.0
    others = WRITES_PER_BATCH - 1
    for _ in range(BATCHES):
        data = packed([crowd.click(code) for code in crowd.codes(BATCH)])
        place_ = place("4959033827149025660855969253836157109592157598913")
        item = {
            **key(segments_of(SHARD), place_),
            "end": {"S": place_},
            "data": {"B": data},
            **life(),
        }
        small = {**key(promises_of(HOUR), promise(SHARD, place_)), "n": {"N": "9999"}, **life()}
        total_bytes += item_bytes(item)
        units += write_units(item_bytes(item)) + others * write_units(item_bytes(small))
    return total_bytes / BATCH / BATCHES, units / BATCH / BATCHES


def item_units(crowd: Crowd, clicks: int) -> float:
    """Per click: each link's hour or day once, at the size that its number of clicks gives it."""
    units, rank = 0.0, 1
    while rank <= LINKS:
        mean = clicks / HARMONIC
        width = max(1, rank // 2)  # these ranks are as large as the first of them
        ranks = range(rank, min(rank + width, LINKS + 1))
        size = hour_item(_scaled(crowd, max(1, round(mean / rank))))
        units += write_units(size) * sum(1 - exp(-mean / each) for each in ranks)
        rank += width
    return units / clicks


def note_units() -> float:
    """Per click: the notes of which links changed in the hour, part by part."""
    mean = CLICKS / HARMONIC
    changed = sum(1 - exp(-mean / rank) for rank in range(1, LINKS + 1))
    codes = sorted(code_of(rank) for rank in range(1, CODES_PER_ITEM + 1))
    data = zlib.compress(" ".join(codes).encode())
    item = {**key(changes_of(HOUR[:10]), NAME), "data": {"B": data}, **life()}
    items = changed / CODES_PER_ITEM + len(parts_of(HOUR, CLICKS))
    return items * write_units(item_bytes(item)) / CLICKS


def hour_item(tally: Tally) -> int:
    item = {
        **key(statistics_of("aB3xY9z"), hour_sort(HOUR)),
        "w": {"N": "7200"},
        "data": {"B": encoded(tally)},
        **life(),
    }
    return item_bytes(item)


def reading_rows(crowd: Crowd) -> list[Row]:
    """L10: half a unit per 4 KB of each of the two queries, and the two marks of hours."""
    units = {clicks: _answer(crowd, clicks) for clicks in (10**3, 10**4, 10**5, 10**6, 10**7)}
    shown = ", ".join(f"{clicks:.0e}: {value:g}" for clicks, value in units.items())
    return [
        at_most(
            "L10",
            "read units of an answer over 30 days, 10^7 clicks",
            units[10**7],
            MOST_UNITS,
            how=f"values and registers are capped, so it levels off; {shown}",
            points=tuple(units.items()),
        )
    ]


def _answer(crowd: Crowd, clicks: int) -> float:
    """A link whose clicks spread over 30 days; the last three days' hours are looked at too."""
    day, hour = _scaled(crowd, clicks // 30), _scaled(crowd, clicks // 720)
    days = hour_item(day) * 30  # a day has the shape of an hour
    hours = hour_item(hour) * 84
    return _query_units(days) + _query_units(hours) + 1.0


def _scaled(crowd: Crowd, clicks: int) -> Tally:
    """A tally of that many clicks; from 50,000 on all registers are used and only numbers grow."""
    drawn = min(clicks, 50_000)
    tally = crowd.tally(drawn)
    for name in ("referrers", "countries", "devices", "browsers", "systems"):
        counter: Mapping[str, int] = getattr(tally, name)
        factor = clicks / max(1, drawn)
        setattr(tally, name, Counter({k: round(v * factor) for k, v in counter.items()}))
    return tally


def _query_units(size: int) -> float:
    return ceil(size / 4096) / 2
