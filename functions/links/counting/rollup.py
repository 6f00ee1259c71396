"""From segments to statistics: an hour of every link is computed anew and stored whole.

Nothing is ever added to what is stored, so a run may be repeated, cut or overtaken. An hour of a
link carries the number of segments it was computed from; segments of an hour only become more, and
the table takes an item only over one of fewer, so an older run that finishes last erases nothing
(L9). Two clicks with one event id are one click, in whichever segments they stand; how many stood
there more than once is kept beside the numbers, because the live counters counted those as well.

A large hour is rolled up in parts (``parts``), of which a run takes those that no other run is at:
each minute's run takes the next, beside those that are still busy. What a part found is kept, so a
run that is cut loses one part's work. The hour is closed by the run that finds all parts done.

Days are computed in the same way, from hours, once their day is over; they weigh what their hours
weigh together. A day of many links is done code by code over several runs, one at a time; what is
done is no longer noted. An hour is open until two minutes after its end. While it is open it is
rolled up only as long as it is small: live numbers come from Valkey, and this is for when that is
gone. An operator may ask for large ones too (``docs/runbooks/breaker-open.md``); each costs a write
for every link that was clicked since, which is why nothing does it each minute.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from core.clock import Clock
from core.ids import Ids

from .parts import BEGINS_WITHIN, GOES_ON_FOR, LARGE_DAY, LARGEST, Part, parts_of
from .segments import Counted
from .tallies import Tally, total

GRACE = timedelta(minutes=2)
DAY_GRACE = timedelta(minutes=10)
FORGOTTEN = timedelta(days=9)  # the stream's retention and two days: nobody keeps the promise now
SMALL = 5_000  # clicks of an open hour


@dataclass(frozen=True, slots=True)
class Due:
    """``name`` is an hour or a date."""

    name: str
    version: str

    @property
    def is_hour(self) -> bool:
        return "T" in self.name


@dataclass(frozen=True, slots=True)
class Weighed:
    """A tally, the number of segments behind it, and what those hold a second time."""

    weight: int
    tally: Tally
    again: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Changes:
    """Codes whose hours of a day changed; ``last`` is the last in each note, by the note's name."""

    codes: frozenset[str]
    last: Mapping[str, str]

    def names(self, *, upto: str) -> list[str]:
        """Of the notes that hold no later code."""
        return [name for name, last in self.last.items() if last <= upto]


class HourSegments(Protocol):
    """All reads strongly consistent, but for a segment's: it never changes once it is there."""

    def promises(self, hour: str) -> Mapping[str, int]:
        """Name of each promise, and how many clicks of the hour were promised."""
        ...

    def clicks(self, promise: str, part: Part) -> Sequence[Counted] | None:
        """The part's clicks in the segment in that place; None while none is seen."""
        ...

    def claim(self, part: Part, *, now: datetime) -> bool:
        """Takes the part for ``CLAIMED_FOR``; False while somebody else has it."""
        ...

    def rolled_up(self, part: Part) -> frozenset[str]:
        """The promises whose clicks are in the part's statistics."""
        ...

    def keep_rolled_up(self, part: Part, promises: frozenset[str]) -> None: ...

    def seal(self, hour: str) -> None: ...


class DueQueue(Protocol):
    def due(self) -> Sequence[Due]: ...

    def mark_due(self, name: str, *, version: str) -> None: ...

    def no_longer_due(self, due: Due) -> None:
        """Unless it was marked again since."""
        ...


class StatisticsStore(Protocol):
    def put_hours(self, hour: str, tallies: Iterable[tuple[str, Weighed]]) -> None:
        """Each code's hour, where it outweighs what is stored."""
        ...

    def hours(self, code: str, *, first: str, last: str) -> Mapping[str, Weighed]: ...

    def put_day(self, code: str, date: str, day: Weighed) -> None:
        """If it outweighs what is stored."""
        ...

    def note_changes(self, date: str, codes: Sequence[str], *, name: str) -> None:
        """Sorted codes; many become several notes."""
        ...

    def changes(self, date: str) -> Changes:
        """Without codes whose statistics were erased (X12)."""
        ...

    def forget_changes(self, date: str, names: Iterable[str]) -> None: ...


class Prewarmer(Protocol):
    def warm(self, clicks: Mapping[str, int], *, part_of: int) -> None:
        """Keeps the most clicked of these links in the cache; best effort, raises nothing.

        They are one of so many parts of all links.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RollUp:
    segments: HourSegments
    queue: DueQueue
    store: StatisticsStore
    prewarmer: Prewarmer
    clock: Clock
    ids: Ids
    small: int = SMALL
    largest: int = LARGEST
    large_day: int = LARGE_DAY

    def run(self, *, also_large: bool = False) -> list[str]:
        """The hours, of some only parts, and dates that were rolled up, oldest first.

        ``also_large``: open hours of any size.
        """
        begun = self.clock.now()
        due = sorted((each for each in self.queue.due() if each.is_hour), key=lambda one: one.name)
        hours = [each for each in due if self._hour(each, begun, also_large=also_large)]
        return [each.name for each in (*hours, *self._days(begun))]

    def _hour(self, due: Due, begun: datetime, *, also_large: bool) -> bool:
        """False if it is too early, or others are at it."""
        hour, over = due.name, begun >= end_of(due.name) + GRACE
        promises = self.segments.promises(hour)
        clicks = sum(promises.values())
        if not over and clicks > self.small and not also_large:
            return False
        parts = parts_of(hour, clicks, largest=self.largest)
        done = {part: self.segments.rolled_up(part) for part in parts}
        mine = [part for part in parts if not done[part].issuperset(promises)]
        added = {part: self._added(part, promises, done[part]) for part in self._taken(mine, begun)}
        if not over:
            return bool(added)
        if len(added) == len(mine):
            self._close(due, promises, (done | added).values(), begun)
        return len(added) == len(mine) or bool(added)

    def _taken(self, parts: Iterable[Part], begun: datetime) -> Iterator[Part]:
        """Those this run may do; an hour of one part is small enough to be done twice."""
        for part in parts:
            now = self.clock.now()
            if part.of == 1 or (
                now <= begun + BEGINS_WITHIN and self.segments.claim(part, now=now)
            ):
                yield part

    def _close(
        self, due: Due, promises: Iterable[str], done: Iterable[frozenset[str]], now: datetime
    ) -> None:
        self.segments.seal(due.name)
        kept = frozenset(promises).intersection(*done)
        if kept.issuperset(promises) or now >= end_of(due.name) + FORGOTTEN:
            self.queue.no_longer_due(due)

    def _added(self, part: Part, promises: Iterable[str], done: frozenset[str]) -> frozenset[str]:
        """All promises that are rolled up now."""
        found = self._added_up(part, promises, done)
        if found.touched:
            self._store(part.hour, found)
            clicks = {code: each.humans + each.bots for code, each in found.tallies.items()}
            self.prewarmer.warm(clicks, part_of=part.of)
        if found.kept != done:
            self.segments.keep_rolled_up(part, found.kept)
        return found.kept

    def _added_up(self, part: Part, promises: Iterable[str], done: frozenset[str]) -> "_Sums":
        kept: set[str] = set()
        tallies: dict[str, Tally] = {}
        again: dict[str, Tally] = {}
        touched: set[str] = set()
        seen: set[int] = set()
        for promise in sorted(promises):
            clicks = self.segments.clicks(promise, part)
            if clicks is None:
                continue
            kept.add(promise)
            for click in clicks:
                if promise not in done:
                    touched.add(click.code)
                sums = again if click.id in seen else tallies
                sums.setdefault(click.code, Tally()).count(click)
                seen.add(click.id)
        return _Sums(frozenset(kept), touched & tallies.keys(), tallies, again)

    def _store(self, hour: str, found: "_Sums") -> None:
        """Says first what will change, so that a run that is cut leaves no day behind."""
        date, codes = hour[:10], sorted(found.touched)
        self.store.note_changes(date, codes, name=self.ids.new())
        self.queue.mark_due(date, version=self.ids.new())
        self.store.put_hours(hour, ((code, found.hour_of(code)) for code in codes))

    def _days(self, begun: datetime) -> Iterable[Due]:
        due = self.queue.due()
        waiting = {each.name[:10] for each in due if each.is_hour}
        for each in sorted(due, key=lambda one: one.name):
            over = self.clock.now() >= end_of(f"{each.name[:10]}T23") + DAY_GRACE
            if not each.is_hour and over and each.name not in waiting and self._day(each, begun):
                yield each

    def _day(self, due: Due, begun: datetime) -> bool:
        """False if somebody else is at it, or it is left for the next run to go on with."""
        date, changes = due.name, self.store.changes(due.name)
        large = len(changes.codes) > self.large_day
        if large and not self.segments.claim(Part(date), now=self.clock.now()):
            return False
        upto = ""
        for code in sorted(changes.codes):
            if self.clock.now() > begun + GOES_ON_FOR:
                self.store.forget_changes(date, changes.names(upto=upto))
                return False
            self._day_of(code, date)
            upto = code
        self.store.forget_changes(date, changes.last)
        self.queue.no_longer_due(due)
        return True

    def _day_of(self, code: str, date: str) -> None:
        hours = self.store.hours(code, first=f"{date}T00", last=f"{date}T23")
        if hours:
            weight = sum(each.weight for each in hours.values())
            day = total(each.tally for each in hours.values())
            self.store.put_day(code, date, Weighed(weight, day))


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of an hour: promises that were kept, codes with news, and what was counted of each code."""

    kept: frozenset[str]
    touched: set[str]
    tallies: Mapping[str, Tally]
    again: Mapping[str, Tally]

    def hour_of(self, code: str) -> Weighed:
        return Weighed(len(self.kept), self.tallies[code], self.again.get(code) or Tally())


def end_of(hour: str) -> datetime:
    return datetime.strptime(hour, "%Y-%m-%dT%H").replace(tzinfo=UTC) + timedelta(hours=1)
