"""An index that lives: batches come in, runs are merged, what was replaced is deleted.

The manifest lists the runs that count. It is one item, replaced under its version, so a reader sees
an index before or after a change and nothing between. A batch from a stream also moves its shard's
end there: a batch that comes again is known, and one that was cut by a crash is written once more.
Runs that were merged stay for a while for readers who hold an older manifest.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Protocol

from ..clock import Clock
from ..ids import Ids
from . import terms
from .merging import Pages, due, merged, names_of
from .runs import Run, bits_for, entries_of, written

ATTEMPTS = 20
GRACE = 120
"""Seconds for which merged runs can still be read."""
LATEST = 7 * 86_400
"""Seconds by which a document may come after its deletion: what streams keep."""
LARGEST = 2_000_000
"""Documents of a run that is merged no more: what one invocation can rewrite."""
ENTRY_BYTES, ID_BYTES = 8, 6  # about; to choose the number of pages before they are packed


class Contended(Exception):
    """The manifest changed ``ATTEMPTS`` times while we tried to; come again."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """``ends``: shard -> the last sequence number that is in. ``retired``: runs and epoch s."""

    version: int = 0
    runs: tuple[Run, ...] = ()
    ends: Mapping[str, str] = field(default_factory=dict)
    retired: tuple[tuple[Run, int], ...] = ()


class Store(Pages, Protocol):
    """Strongly consistent for who writes."""

    def put(self, pages: Iterable[tuple[str, bytes]]) -> None: ...

    def delete(self, names: Iterable[str]) -> None: ...

    def load(self) -> Manifest: ...

    def save(self, manifest: Manifest) -> bool:
        """False unless the stored one is of the version before."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Documents by id, each with its terms, and ids of deleted ones.

    ``shard`` and ``end`` say where in a stream it ended; without, the caller repeats it on failure
    and a repetition is harmless. Sequence numbers are padded so that they sort as text.
    """

    documents: Mapping[int, Iterable[str]]
    dead: frozenset[int] = frozenset()
    shard: str = ""
    end: str = ""


class Writer:
    def __init__(self, *, store: Store, ids: Ids, clock: Clock) -> None:
        self._store, self._ids, self._clock = store, ids, clock

    def write(self, batch: Batch) -> bool:
        """False if all of it was in already."""
        manifest = self._store.load()
        if _is_in(batch, manifest):
            return False
        run = self._run(batch)
        for _ in range(ATTEMPTS):
            ends = {**manifest.ends, batch.shard: batch.end} if batch.shard else manifest.ends
            added = (*manifest.runs, run) if run else manifest.runs
            if self._store.save(
                replace(manifest, version=manifest.version + 1, runs=added, ends=ends)
            ):
                return True
            manifest = self._store.load()
            if _is_in(batch, manifest):
                return False
        raise Contended

    def _run(self, batch: Batch) -> Run | None:
        keys = {id_: {terms.key(term) for term in its} for id_, its in batch.documents.items()}
        entries = entries_of(keys, dead=batch.dead)
        if not entries:
            return None
        bits = bits_for(sum(ENTRY_BYTES + ID_BYTES * len(ids) for _, ids in entries))
        contents = dict(written("", bits, entries))
        now = seconds_of(self._clock)
        run = Run(
            id=_named(contents, batch.shard + batch.end if batch.shard else self._ids.new()),
            bits=bits,
            docs=len({*keys, *batch.dead}),
            low=min((*keys, *batch.dead)),
            high=max((*keys, *batch.dead)),
            size=sum(map(len, contents.values())),
            owner=batch.shard,
            at=now,
            clean=now,
        )
        self._store.put((run.id + name, data) for name, data in contents.items())
        return run


class Compactor:
    def __init__(self, *, store: Store, ids: Ids, clock: Clock, largest: int = LARGEST) -> None:
        self._store, self._ids, self._clock, self._largest = store, ids, clock, largest

    def run(self, *, owner: str | None = None) -> int:
        """Merges until every size has few runs, then deletes what was merged before.

        With ``owner`` only runs of that writer. Returns the number of merges.
        """
        merges = 0
        while True:
            manifest = self._store.load()
            runs = [r for r in manifest.runs if owner is None or r.owner == owner]
            some = due(runs, largest=self._largest)
            if not some or not self._merge(manifest, some, owner=owner or ""):
                break
            merges += 1
        self._sweep()
        return merges

    def _merge(self, manifest: Manifest, some: Sequence[Run], *, owner: str) -> bool:
        """False if another was faster."""
        run = self._merged(manifest, some, owner=owner)
        gone = {each.id for each in some}
        for _ in range(ATTEMPTS):
            if not gone <= {each.id for each in manifest.runs}:
                break
            left = [each for each in manifest.runs if each.id not in gone]
            now = seconds_of(self._clock)
            if self._store.save(
                replace(
                    manifest,
                    version=manifest.version + 1,
                    runs=(*left, *([run] if run.docs else [])),
                    retired=(*manifest.retired, *((each, now) for each in some)),
                )
            ):
                return True
            manifest = self._store.load()
        self._store.delete(names_of(run, self._store))
        return False

    def _merged(self, manifest: Manifest, some: Sequence[Run], *, owner: str) -> Run:
        gone = {each.id for each in some}
        oldest = min((each.low for each in manifest.runs if each.id not in gone), default=None)
        name, bits = self._ids.new(), bits_for(sum(each.size for each in some))
        counted = _Counted(merged(some, self._store, keep_dead_from=oldest))
        size = 0

        def sized() -> Iterator[tuple[str, bytes]]:
            nonlocal size
            for page, data in written(name, bits, counted):
                size += len(data)
                yield page, data

        self._store.put(sized())
        return Run(
            id=name,
            bits=bits,
            docs=sum(each.docs for each in some) if counted.low is not None else 0,
            low=counted.low or 0,
            high=counted.high,
            size=size,
            owner=owner,
            at=max(each.at for each in some),
            clean=min(each.clean for each in some),
        )

    def _sweep(self) -> None:
        manifest = self._store.load()
        now = seconds_of(self._clock)
        old = [run for run, at in manifest.retired if at + GRACE <= now]
        for run in old:
            self._store.delete(names_of(run, self._store))
        if old:
            gone = {run.id for run in old}
            left = tuple(each for each in manifest.retired if each[0].id not in gone)
            # Lost to another writer: the next sweep finds them empty and takes them off.
            self._store.save(replace(manifest, version=manifest.version + 1, retired=left))


class _Counted:
    """Passes entries on and remembers the lowest and the highest id."""

    def __init__(self, entries: Iterable[tuple[int, list[int]]]) -> None:
        self._entries = entries
        self.low: int | None = None
        self.high = 0

    def __iter__(self) -> Iterator[tuple[int, list[int]]]:
        for key, ids in self._entries:
            self.low = ids[-1] if self.low is None else min(self.low, ids[-1])
            self.high = max(self.high, ids[0])
            yield key, ids


def seconds_of(clock: Clock) -> int:
    return int(clock.now().timestamp())


def _is_in(batch: Batch, manifest: Manifest) -> bool:
    return bool(batch.shard) and batch.end <= manifest.ends.get(batch.shard, "")


def _named(contents: Mapping[str, bytes], salt: str) -> str:
    """From what is in it and where it came from: after a crash the same pages are overwritten."""
    digest = sha256(salt.encode())
    for name in sorted(contents):
        digest.update(name.encode() + b"\0" + contents[name])
    return digest.hexdigest()[:20]
