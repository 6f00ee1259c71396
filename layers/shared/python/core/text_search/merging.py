"""Several runs into one: a merge of sorted streams that holds a few pages of each at a time."""

import heapq
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Protocol

from .postings import unpacked_ids, unpacked_page
from .runs import Run
from .terms import DEAD

FAN_IN = 4
AT_ONCE = 50  # pages or blocks asked for together


class Pages(Protocol):
    def get(self, names: Sequence[str]) -> Mapping[str, bytes]:
        """Those that exist."""
        ...


def due(runs: Sequence[Run], *, largest: int) -> list[Run]:
    """FAN_IN or more runs of about the same size that should become one; empty if there are none.

    Sizes are told apart by powers of FAN_IN, so each posting is rewritten about log4(documents)
    times and a reader meets at most three runs of each size. Runs of ``largest`` documents stay.
    """
    tiers: dict[int, list[Run]] = defaultdict(list)
    for run in runs:
        if run.docs < largest:
            tiers[int(math.log(max(run.docs, 1), FAN_IN) + 1e-9)].append(run)
    for tier in sorted(tiers):
        if len(tiers[tier]) >= FAN_IN:
            return tiers[tier]
    return []


def merged(
    runs: Sequence[Run], pages: Pages, *, keep_dead_from: int | None
) -> Iterator[tuple[int, list[int]]]:
    """The postings of all, without those of deleted documents, ascending by key.

    What was deleted stays known from id ``keep_dead_from`` on (None: not at all): older runs than
    these have nothing there that could come up again.
    """
    streams = [_entries(run, pages) for run in runs]
    dead: set[int] = set()
    for key, group in groupby(heapq.merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
        ids = {id_ for _, some in group for id_ in some}
        if key == DEAD:  # the smallest key: known before any other comes
            dead = ids
            kept = {id_ for id_ in dead if keep_dead_from is not None and id_ >= keep_dead_from}
        else:
            kept = ids - dead
        if kept:
            yield key, sorted(kept, reverse=True)


def _entries(run: Run, pages: Pages) -> Iterator[tuple[int, list[int]]]:
    names = run.pages()
    while some := list(islice(names, AT_ONCE)):
        found = pages.get(some)
        for name in some:
            for entry in unpacked_page(found.get(name, b"")):
                yield (
                    entry.key,
                    _all_of(run, entry.key, entry.ids(), pages) if entry.blocks else entry.ids(),
                )


def _all_of(run: Run, key: int, highest: Sequence[int], pages: Pages) -> list[int]:
    ids: list[int] = []
    names = [run.block_of(key, number) for number in range(len(highest))]
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        found = pages.get(some)
        for name in some:
            ids += unpacked_ids(found[name])
    return ids


def names_of(run: Run, pages: Pages) -> Iterator[str]:
    """Everything that a run consists of, to be deleted."""
    names = run.pages()
    while some := list(islice(names, AT_ONCE)):
        for name, data in pages.get(some).items():
            for entry in unpacked_page(data):
                if entry.blocks:
                    yield from (
                        run.block_of(entry.key, number) for number in range(len(entry.ids()))
                    )
            yield name
