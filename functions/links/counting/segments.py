"""A segment: the clicks of one batch, packed to about 16 bytes each.

Clicks stand sorted by hour and code, so a code is written once with the length of its run; what
repeats (referrers, countries, agents) is a number into a list, of one byte where the list is short
enough; a column follows the other. Only the hour of a click is kept: its millisecond is in the
archive.
"""

import json
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from .parts import Part

LONGEST = 350 * 1024
LISTED = ("referrers", "countries", "agents")
COLUMNS = (*LISTED, "visitors")
ONE_BYTE, TWO_BYTES = "B", "H"  # as arrays call them
OLD_KINDS = TWO_BYTES * len(COLUMNS)  # of segments that do not say


@dataclass(frozen=True, slots=True)
class Agent:
    """``device``: mobile, tablet, desktop, or bot."""

    device: str
    browser: str
    os: str
    bot: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A click as the statistics see it: ``id`` 64 bits, ``visitor`` the 16 bits of a sketch."""

    id: int
    code: str
    hour: str
    country: str = ""
    referrer: str = ""
    agent: Agent
    visitor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Stored under its shard and ``previous``, the end of the segment before it."""

    shard: str
    previous: str
    end: str
    clicks: Sequence[Counted]

    @property
    def hours(self) -> tuple[str, ...]:
        return tuple(sorted({click.hour for click in self.clicks}))


class _Numbers(dict[object, int]):
    """Numbers things in the order in which they first come."""

    def __missing__(self, key: object) -> int:
        self[key] = len(self)
        return self[key]


def packed(clicks: Iterable[Counted]) -> bytes:
    ordered = sorted(clicks, key=lambda click: (click.hour, click.code, click.id))
    numbers = {name: _Numbers() for name in LISTED}
    rows = {
        "referrers": [numbers["referrers"][click.referrer] for click in ordered],
        "countries": [numbers["countries"][click.country] for click in ordered],
        "agents": [numbers["agents"][click.agent] for click in ordered],
        "visitors": [click.visitor for click in ordered],
    }
    kinds = [ONE_BYTE if len(numbers[name]) <= 256 else TWO_BYTES for name in LISTED] + [TWO_BYTES]
    header = {
        "n": len(ordered),
        "kinds": "".join(kinds),
        "runs": [_runs(hour, group) for hour, group in groupby(ordered, lambda c: c.hour)],
        "referrers": list(numbers["referrers"]),
        "countries": list(numbers["countries"]),
        "agents": [[a.device, a.browser, a.os, a.bot] for a in _agents(numbers["agents"])],
    }
    text = json.dumps(header, separators=(",", ":")).encode()
    columns = [_bytes(array(kind, rows[name])) for name, kind in zip(COLUMNS, kinds, strict=True)]
    ids = _bytes(array("Q", [click.id for click in ordered]))
    return zlib.compress(len(text).to_bytes(4, "little") + text + b"".join([*columns, ids]), 9)


def unpacked(data: bytes, *, part: Part | None = None) -> list[Counted]:
    """All clicks, or those of a part of an hour."""
    raw = zlib.decompress(data)
    start = 4 + int.from_bytes(raw[:4], "little")
    header = json.loads(raw[4:start])
    count = header["n"]
    rows: dict[str, array[int]] = {}
    kinds = header.get("kinds", OLD_KINDS)
    for name, kind in zip((*COLUMNS, "ids"), kinds + "Q", strict=True):
        rows[name] = array(kind)
        size = rows[name].itemsize * count
        rows[name].frombytes(raw[start : start + size])
        start += size
        if sys.byteorder == "big":
            rows[name].byteswap()
    agents = [Agent(*fields) for fields in header["agents"]]
    return [
        Counted(
            id=rows["ids"][n],
            code=code,
            hour=hour,
            country=header["countries"][rows["countries"][n]],
            referrer=header["referrers"][rows["referrers"][n]],
            agent=agents[rows["agents"][n]],
            visitor=rows["visitors"][n],
        )
        for hour, code, places in _places(header["runs"])
        if part is None or (hour == part.hour and part.holds(code))
        for n in places
    ]


def _places(runs: Iterable[Sequence[Any]]) -> Iterator[tuple[str, str, range]]:
    """Where each code's clicks of each hour stand. Any: JSON, as ``_runs`` makes it."""
    start = 0
    for hour, codes, lengths in runs:
        for code, length in zip(codes.split(" "), lengths, strict=True):
            yield hour, code, range(start, start + length)
            start += length


def _runs(hour: str, clicks: Iterable[Counted]) -> list[object]:
    runs = [(code, len(list(group))) for code, group in groupby(clicks, lambda c: c.code)]
    return [hour, " ".join(code for code, _ in runs), [length for _, length in runs]]


def _agents(numbers: Iterable[object]) -> Iterable[Agent]:
    return (agent for agent in numbers if isinstance(agent, Agent))


def _bytes(column: "array[int]") -> bytes:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column.tobytes()
