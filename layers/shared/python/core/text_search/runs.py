"""Runs: immutable pieces of an index, each written once, merged into larger ones, then deleted.

A run holds the postings of some documents (and the ids of some that were deleted), cut into
2^``bits`` pages by the first bits of a term's key, so that a reader of one term needs one page. A
term with too many ids for its page keeps them in blocks of their own.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from .postings import Entry, packed_ids, packed_page
from .terms import DEAD, KEY_BITS

PAGE, INLINE, BLOCK = 2_500, 1_200, 500
"""Bytes of a page on average; bytes of ids it takes for one term; ids of a block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """``low`` and ``high`` enclose its ids, ``docs`` and ``size`` (bytes) are upper bounds.

    ``owner``: who wrote it, so that writers side by side do not merge each other's runs. ``at``:
    when the newest of it was written; ``clean``: nothing that was deleted before is in it (both
    epoch seconds).
    """

    id: str
    bits: int
    docs: int
    low: int
    high: int
    size: int
    owner: str = ""
    at: int = 0
    clean: int = 0

    def page_of(self, key: int) -> str:
        return page_name(self.id, key >> (KEY_BITS - self.bits))

    def pages(self) -> Iterator[str]:
        return (page_name(self.id, bucket) for bucket in range(1 << self.bits))

    def block_of(self, key: int, number: int) -> str:
        return block_name(self.id, key, number)


def page_name(run: str, bucket: int) -> str:
    return f"{run}.{bucket:x}"


def block_name(run: str, key: int, number: int) -> str:
    return f"{run}.{key:012x}.{number:x}"


def bits_for(size: int) -> int:
    """So that a page has PAGE bytes on average, and a small run is one page."""
    return max(0, math.ceil(math.log2(size / PAGE))) if size > PAGE else 0


def entries_of(
    documents: Mapping[int, Iterable[int]], *, dead: Iterable[int] = ()
) -> list[tuple[int, list[int]]]:
    """Term keys with their ids, from ids with their term keys; ready for :func:`written`."""
    postings: dict[int, set[int]] = {}
    for id_, keys in documents.items():
        for key in keys:
            postings.setdefault(key, set()).add(id_)
    gone = set(dead)
    if gone:
        postings[DEAD] = gone
    return [(key, sorted(postings[key], reverse=True)) for key in sorted(postings)]


def written(
    run: str, bits: int, entries: Iterable[tuple[int, Sequence[int]]]
) -> Iterator[tuple[str, bytes]]:
    """Pages and blocks by name, for ``entries`` ascending by key; holds one page at a time."""
    shift = KEY_BITS - bits
    for bucket, group in groupby(entries, key=lambda entry: entry[0] >> shift):
        page = []
        for key, ids in group:
            entry = Entry(key, packed_ids(ids))
            if len(entry.data) > INLINE:
                blocks = [ids[start : start + BLOCK] for start in range(0, len(ids), BLOCK)]
                for number, block in enumerate(blocks):
                    yield block_name(run, key, number), packed_ids(block)
                entry = Entry(key, packed_ids([block[0] for block in blocks]), True)
            page.append(entry)
        yield page_name(run, bucket), packed_page(page)
