"""Table ``clicks`` and its neighbours in dictionaries; the contract suite holds it to the real."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contracts.tables.links_clicks import place, promise
from links.counting.consuming import Record
from links.counting.parts import CLAIMED_FOR, Part
from links.counting.rollup import Changes, Due, Weighed
from links.counting.segments import Agent, Counted, Segment, unpacked
from links.counting.tallies import decoded, encoded

CHROME = Agent("desktop", "Chrome", "Windows", False)
CRAWLER = Agent("bot", "Googlebot", "Other", True)
HOUR = "2026-11-23T11"


def a_click(number: int, code: str = "aB3xY9z", **fields: Any) -> Counted:
    """A person's click; ``number`` is its event id. Any: the fields of Counted."""
    return Counted(**{"id": number, "code": code, "hour": HOUR, "agent": CHROME, **fields})


@dataclass
class FakeClicks:
    """``Chain``, ``HourSegments``, ``DueQueue``, ``StatisticsStore``, ``StatisticsReader``."""

    segments: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)
    promised: dict[str, dict[str, int]] = field(default_factory=dict)
    done: dict[Part, frozenset[str]] = field(default_factory=dict)
    claims: dict[Part, datetime] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    sealed_hours: set[str] = field(default_factory=set)
    hour_items: dict[tuple[str, str], tuple[int, bytes, bytes]] = field(default_factory=dict)
    day_items: dict[tuple[str, str], tuple[int, bytes, bytes]] = field(default_factory=dict)
    noted: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def end(self, shard: str) -> str:
        ends = [end for (its, _), (end, _) in sorted(self.segments.items()) if its == shard]
        return ends[-1] if ends else ""

    def promise(self, segment: Segment) -> None:
        name = promise(segment.shard, segment.previous or place(""))
        for hour, number in Counter(click.hour for click in segment.clicks).items():
            self.promised.setdefault(hour, {})[name] = number

    def append(self, segment: Segment, data: bytes) -> bool:
        key = segment.shard, segment.previous or place("")
        if key in self.segments:
            return False
        self.segments[key] = segment.end, data
        return True

    def promises(self, hour: str) -> Mapping[str, int]:
        return dict(self.promised.get(hour, {}))

    def clicks(self, promise: str, part: Part) -> Sequence[Counted] | None:
        shard, _, previous = promise.rpartition("#")
        found = self.segments.get((shard, previous))
        return None if found is None else unpacked(found[1], part=part)

    def claim(self, part: Part, *, now: datetime) -> bool:
        if part in self.claims and self.claims[part] > now:
            return False
        self.claims[part] = now + CLAIMED_FOR
        return True

    def rolled_up(self, part: Part) -> frozenset[str]:
        return self.done.get(part, frozenset())

    def keep_rolled_up(self, part: Part, promises: frozenset[str]) -> None:
        self.done[part] = promises

    def seal(self, hour: str) -> None:
        self.sealed_hours.add(hour)

    def sealed(self, hour: str) -> bool:
        return hour in self.sealed_hours

    def due(self) -> Sequence[Due]:
        return [Due(name, version) for name, version in self.marks.items()]

    def mark_due(self, name: str, *, version: str) -> None:
        self.marks[name] = version

    def no_longer_due(self, due: Due) -> None:
        if self.marks.get(due.name) == due.version:
            del self.marks[due.name]

    def put_hours(self, hour: str, tallies: Iterable[tuple[str, Weighed]]) -> None:
        for code, weighed in tallies:
            if code not in self.gone:
                _put(self.hour_items, (code, hour), weighed)

    def hours(
        self,
        code: str,
        *,
        first: str,
        last: str,
        consistent: bool = True,  # noqa: ARG002  # the port's; a dictionary always is
    ) -> Mapping[str, Weighed]:
        return {
            hour: _weighed(item)
            for (its, hour), item in self.hour_items.items()
            if its == code and first <= hour <= last
        }

    def put_day(self, code: str, date: str, day: Weighed) -> None:
        _put(self.day_items, (code, date), day)

    def days(self, code: str) -> Mapping[str, Weighed]:
        return {date: _weighed(item) for (its, date), item in self.day_items.items() if its == code}

    def note_changes(self, date: str, codes: Sequence[str], *, name: str) -> None:
        for start in range(0, len(codes), 5):
            self.noted.setdefault(date, {})[f"{name}#{start}"] = tuple(codes[start : start + 5])

    def changes(self, date: str) -> Changes:
        notes = self.noted.get(date, {})
        last = {name: codes[-1] for name, codes in notes.items()}
        codes = frozenset(code for codes in notes.values() for code in codes)
        return Changes(codes - self.gone, last)

    def forget_changes(self, date: str, names: Iterable[str]) -> None:
        for name in names:
            self.noted.get(date, {}).pop(name, None)

    def forgotten(self) -> frozenset[str]:
        return frozenset(self.gone)

    def forget(self, code: str) -> None:
        self.gone.add(code)
        for items in (self.hour_items, self.day_items):
            for key in [key for key in items if key[0] == code]:
                del items[key]


def _put(
    items: dict[tuple[str, str], tuple[int, bytes, bytes]], key: tuple[str, str], weighed: Weighed
) -> None:
    if key not in items or items[key][0] < weighed.weight:
        items[key] = weighed.weight, encoded(weighed.tally), encoded(weighed.again)


def _weighed(item: tuple[int, bytes, bytes]) -> Weighed:
    weight, tally, again = item
    return Weighed(weight, decoded(tally), decoded(again))


@dataclass
class FakeQuarantine:
    kept: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)

    def keep(self, record: Record, *, reason: str) -> None:
        self.kept[record.shard, record.place] = reason, record.data


@dataclass
class FakeLiveCounters:
    counted: list[Counted] = field(default_factory=list)

    def count(self, clicks: Sequence[Counted]) -> None:
        self.counted += clicks


@dataclass
class FakePrewarmer:
    warmed: dict[str, int] = field(default_factory=dict)

    def warm(self, clicks: Mapping[str, int], *, part_of: int) -> None:  # noqa: ARG002  # the port's
        self.warmed.update(clicks)


class Crash(Exception):
    """The process was killed."""


class Crashing:
    """Passes every call on to ``target``; the ``at``-th (from 1) ends in a crash.

    ``after`` means that the call took effect first. ``at`` 0 never crashes.
    """

    def __init__(self, target: object, *, at: int = 0, after: bool = False) -> None:
        self.target, self.at, self.after, self.calls = target, at, after, 0

    # Any: this stands in for any port.
    def __getattr__(self, name: str) -> Any:
        method: Callable[..., Any] = getattr(self.target, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            crashes = self.calls == self.at
            if crashes and not self.after:
                raise Crash(name)
            result = method(*args, **kwargs)
            if crashes:
                raise Crash(name)
            return result

        return call
