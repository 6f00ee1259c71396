"""What was deleted leaves the bytes of an index, run by run, within a bounded time.

Merges take deleted documents out on the way, but large runs are merged no more. So each run says
until when it is ``clean``: nothing that was deleted before is in it. Whoever scrubs takes the runs
that have waited for PERIOD, reads them, and writes anew only pages and blocks that hold something
deleted, in place: a reader or a merge under way sees a page before or after, and either is right.
A run without such ids is not even read. What costs is reading, a fortieth of writing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import TypeVar

from ..clock import Clock
from . import terms
from .index import ATTEMPTS, LATEST, Contended, Manifest, Store, seconds_of
from .merging import AT_ONCE
from .postings import Entry, found_in, packed_ids, packed_page, unpacked_ids, unpacked_page
from .runs import Run

T = TypeVar("T")

PERIOD = 7 * 86_400
"""Seconds until what was deleted is gone; an invocation that has much to do takes longer."""


class Scrubber:
    def __init__(self, *, store: Store, clock: Clock, period: int = PERIOD) -> None:
        self._store, self._clock, self._period = store, clock, period

    def run(self, *, most: int) -> int:
        """Scrubs up to ``most`` runs that have waited longest; how many.

        Raises Contended, after which the same run is the first again.
        """
        for done in range(most):
            manifest, now = self._store.load(), seconds_of(self._clock)
            due = [each for each in manifest.runs if each.clean + self._period <= now]
            if not due:
                return done
            self._scrub(manifest, min(due, key=lambda each: each.clean), now)
        return most

    def _scrub(self, manifest: Manifest, run: Run, now: int) -> None:
        """Deletions are forgotten once all runs are clean of them and no late document can come."""
        dead = frozenset(id_ for id_ in self._dead(manifest) if run.low <= id_ <= run.high)
        spent = run.at < min(each.clean for each in manifest.runs) - LATEST
        if dead or spent:
            for some in _by(AT_ONCE, run.pages()):
                self._rewrite(run, some, dead, spent=spent)
        if not self._mark(run.id, now):
            # Merged and perhaps swept meanwhile: nobody else would ever delete what was put.
            left = {each.id for each, _ in self._store.load().retired}
            if run.id not in left:
                self._store.delete(run.pages())

    def _dead(self, manifest: Manifest) -> Iterator[int]:
        for some in _by(AT_ONCE, iter(manifest.runs)):
            pages = self._store.get([run.page_of(terms.DEAD) for run in some])
            for run in some:
                entry = found_in(pages.get(run.page_of(terms.DEAD), b""), terms.DEAD)
                if entry is not None:
                    yield from self._ids(run, entry)

    def _ids(self, run: Run, entry: Entry) -> Iterator[int]:
        if not entry.blocks:
            yield from entry.ids()
            return
        names = [run.block_of(entry.key, number) for number in range(len(entry.ids()))]
        for some in _by(AT_ONCE, iter(names)):
            for data in self._store.get(some).values():
                yield from unpacked_ids(data)

    def _rewrite(
        self, run: Run, names: Sequence[str], dead: frozenset[int], *, spent: bool
    ) -> None:
        for name, data in self._store.get(names).items():
            entries = []
            for entry in unpacked_page(data):
                if entry.key != terms.DEAD:
                    entries.append(self._without(run, entry, dead))
                elif not spent:
                    entries.append(entry)
                elif entry.blocks:
                    numbers = range(len(entry.ids()))
                    self._store.delete(run.block_of(entry.key, number) for number in numbers)
            page = packed_page(each for each in entries if each is not None)
            if page != data:
                self._store.put([(name, page)])

    def _without(self, run: Run, entry: Entry, dead: frozenset[int]) -> Entry | None:
        if not entry.blocks:
            ids = [id_ for id_ in entry.ids() if id_ not in dead]
            return Entry(entry.key, packed_ids(ids)) if ids else None
        highest = entry.ids()
        names = [run.block_of(entry.key, number) for number in range(len(highest))]
        for some in _by(AT_ONCE, enumerate(names)):
            blocks = self._store.get([name for _, name in some])
            for number, name in some:
                before = unpacked_ids(blocks[name])
                ids = [id_ for id_ in before if id_ not in dead]
                if len(ids) < len(before):
                    self._store.put([(name, packed_ids(ids))])
                    # Still a bound; an empty block's is nobody's number, and not below the next.
                    highest[number] = ids[0] if ids else highest[number] - 1
        return Entry(entry.key, packed_ids(highest), True)

    def _mark(self, run_id: str, now: int) -> bool:
        """False if the run is no more."""
        for _ in range(ATTEMPTS):
            manifest = self._store.load()
            if run_id not in {each.id for each in manifest.runs}:
                return False
            runs = tuple(
                replace(each, clean=now) if each.id == run_id else each for each in manifest.runs
            )
            if self._store.save(replace(manifest, version=manifest.version + 1, runs=runs)):
                return True
        raise Contended


def _by(most: int, things: Iterator[T]) -> Iterator[list[T]]:
    while some := list(islice(things, most)):
        yield some
