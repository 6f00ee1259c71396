"""From a batch of the stream to segments: each record into exactly one, however often it comes.

A shard's segments are a chain: each is stored under the end of the one before it, if nothing is
there yet. A batch that was cut, came twice or overlaps another is cut down to what lies behind the
chain's end; who lost the race for a place reads the chain's end again.

A producer's retry is another record with the same event id. Where it comes soon it is recognised
here and stands in no segment: among the last ``REMEMBERED`` clicks this sandbox stored, at least.
A retry has its first attempt's partition key, so both come through one shard and one sandbox. What
is not recognised (a new sandbox, a long time between) is left to the roll-up.

Before a segment its hours are promised and marked as due. So no segment is ever without a promise,
and the roll-up keeps an hour due for as long as a promise of it is not kept.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.ids import Ids

from .segments import LONGEST, Counted, Segment, packed

ATTEMPTS = 20
REMEMBERED = 100_000  # some 15 MB; of a full shard the last two minutes


class Contended(Exception):
    """The chain moved on ``ATTEMPTS`` times while we tried to extend it; the batch comes again."""


class Corrupt(ValueError):
    """A record that is no click; the text says why."""


@dataclass(frozen=True, slots=True)
class Record:
    """``place`` is its sequence number as ``contracts.tables.links_clicks.place`` writes it."""

    shard: str
    place: str
    data: bytes


_SetAside = list[tuple[Record, str]]


class Chain(Protocol):
    def end(self, shard: str) -> str:
        """Where the shard's chain ends, strongly consistent; empty without one."""
        ...

    def promise(self, segment: Segment) -> None:
        """Promises the segment's clicks in each of its hours."""
        ...

    def mark_due(self, name: str, *, version: str) -> None: ...

    def append(self, segment: Segment, data: bytes) -> bool:
        """False if there is a segment in its place."""
        ...


class Quarantine(Protocol):
    def keep(self, record: Record, *, reason: str) -> None:
        """Sets a record aside with its content; twice is the same as once."""
        ...


class LiveCounters(Protocol):
    def count(self, clicks: Sequence[Counted]) -> None:
        """Best effort; raises nothing."""
        ...


class _Stored:
    """Clicks known to stand in a segment: the last ``most``, and up to as many before those."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._young: set[tuple[str, int]] = set()
        self._old: set[tuple[str, int]] = set()

    def __contains__(self, click: Counted) -> bool:
        mark = click.hour, click.id
        return mark in self._young or mark in self._old

    def add(self, clicks: Iterable[Counted]) -> None:
        for click in clicks:
            if len(self._young) >= self._most:
                self._young, self._old = set(), self._young
            self._young.add((click.hour, click.id))


class ClickConsumer:
    """``read`` makes a click of a record's data, or raises Corrupt."""

    def __init__(
        self,
        *,
        chain: Chain,
        quarantine: Quarantine,
        live: LiveCounters,
        ids: Ids,
        read: Callable[[bytes], Counted],
        longest: int = LONGEST,
        remembered: int = REMEMBERED,
    ) -> None:
        self._chain, self._quarantine, self._live = chain, quarantine, live
        self._ids, self._read, self._longest = ids, read, longest
        self._ends: dict[str, str] = {}
        self._stored = _Stored(remembered)

    def consume(self, records: Iterable[Record]) -> Counter[str]:
        """How many records were ``counted``, ``seen`` before and ``corrupt``."""
        by_shard: dict[str, list[Record]] = {}
        for record in records:
            by_shard.setdefault(record.shard, []).append(record)
        done: Counter[str] = Counter()
        for shard, its_records in by_shard.items():
            its_records.sort(key=lambda record: record.place)
            self._extend(shard, its_records, done)
        return done

    def _extend(self, shard: str, records: list[Record], done: Counter[str]) -> None:
        """A remembered end may be old; then its place is taken and the true end is read."""
        if shard not in self._ends:
            self._ends[shard] = self._chain.end(shard)
        for _ in range(ATTEMPTS):
            fresh = [record for record in records if record.place > self._ends[shard]]
            done["seen"] += len(records) - len(fresh)
            if not fresh:
                return
            records = self._append(shard, fresh, done)
            if not records:
                return
            self._ends[shard] = self._chain.end(shard)
        raise Contended(shard)

    def _append(self, shard: str, records: list[Record], done: Counter[str]) -> list[Record]:
        """Stores one segment after the other; what is left where another was faster."""
        while records:
            piece, clicks, corrupt, data = self._piece(records)
            segment = Segment(
                shard=shard, previous=self._ends[shard], end=piece[-1].place, clicks=clicks
            )
            for record, reason in corrupt:
                self._quarantine.keep(record, reason=reason)
            self._chain.promise(segment)
            for hour in segment.hours:
                self._chain.mark_due(hour, version=self._ids.new())
            if not self._chain.append(segment, data):
                return records
            self._ends[shard] = segment.end
            self._stored.add(clicks)
            self._live.count(clicks)
            done["counted"] += len(clicks)
            done["corrupt"] += len(corrupt)
            done["seen"] += len(piece) - len(clicks) - len(corrupt)
            records = records[len(piece) :]
        return []

    def _piece(self, records: list[Record]) -> tuple[list[Record], list[Counted], _SetAside, bytes]:
        """As many of the first records as one item takes."""
        while True:
            clicks, corrupt = self._parsed(records)
            data = packed(clicks)
            if len(data) <= self._longest or len(records) == 1:
                return records, clicks, corrupt, data
            records = records[: len(records) // 2]

    def _parsed(self, records: list[Record]) -> tuple[list[Counted], _SetAside]:
        """Each click once, also where the batch holds it twice."""
        clicks: dict[tuple[str, int], Counted] = {}
        corrupt = []
        for record in records:
            try:
                click = self._read(record.data)
            except Corrupt as reason:
                corrupt.append((record, str(reason)))
                continue
            if click not in self._stored:
                clicks.setdefault((click.hour, click.id), click)
        return list(clicks.values()), corrupt
