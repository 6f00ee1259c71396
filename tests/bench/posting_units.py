"""What a tweet's postings use through all merges of their life: the search index's units."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from core.ids import RandomIds
from core.text_search.index import Compactor, Manifest, Writer
from core.text_search.merging import FAN_IN
from core.text_search.table import WRITE_AT_ONCE, encoded
from social.ids import id_at
from social.model import Entry
from social.search.indexing import SMALL, TweetIndexer
from tests.fakes.core import FakeClock
from tests.fakes.postings import FakePostings
from tests.fakes.social_timeline import START

from .graph import name
from .units import read_units, write_units

if TYPE_CHECKING:
    pass


VOCABULARY, WORDS = 50_000, 14
INDEXED = FAN_IN**7  # tweets: enough that merges of seven sizes are in
PER_BATCH = 200  # tweets among the thousand changes a consumer gets at once
PAGE_NAME = 40  # bytes of a page's key
LARGEST = 2_000_000  # documents of a run that is merged no more


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """Of a tweet through all merges. ``cpu_ms`` is of a whole processor."""

    reads: float
    writes: float
    trips: float
    cpu_ms: float


def indexed() -> Indexed:
    """A tweet's postings, with all merges they go through in their life."""
    chance = random.Random(1)
    words = [f"w{n}" for n in range(VOCABULARY)]
    weights = list(accumulate(1 / (n + 1) for n in range(VOCABULARY)))
    store, clock = _Paid(), FakeClock()
    small = Compactor(store=store, ids=RandomIds(), clock=clock, largest=SMALL)
    indexer = TweetIndexer(
        writer=Writer(store=store, ids=RandomIds(), clock=clock), compactor=small
    )
    began = time.process_time()
    for first in range(0, INDEXED, PER_BATCH):
        batch = [
            Entry(
                id=id_at(START + number, noise=number % 1000),
                author_id=name(number % 997),
                at=START + number,
                text=" ".join(chance.choices(words, cum_weights=weights, k=WORDS)),
            )
            for number in range(first, first + PER_BATCH)
        ]
        indexer.index(batch, [], shard="s", end=f"{first:09}")
        clock.advance(300)  # what was merged before is deleted, which is paid too
    seconds = time.process_time() - began
    reads, writes = store.reads_paid / INDEXED, store.writes_paid / INDEXED
    later = _sizes(LARGEST) - _sizes(INDEXED)  # each a rewrite of the whole, at full pages
    full = sum(map(len, store.stored.values())) / INDEXED / 1024
    most = writes + 2 * later * full  # written and, later, deleted
    more = most / writes  # trips and time go with what is written
    return Indexed(
        reads=reads + later * full / 4,
        writes=most,
        trips=store.trips / INDEXED * more,
        cpu_ms=seconds * 1000 / INDEXED * more,
    )


def _sizes(documents: int) -> float:
    size, count = PER_BATCH, 0
    while size < documents:
        size, count = size * FAN_IN, count + 1
    return count


class _Paid(FakePostings):
    """Postings whose every page, manifest and deletion is paid; reads are consistent."""

    reads_paid = 0.0
    writes_paid = 0.0
    trips = 0

    def get(self, names: Any) -> Mapping[str, bytes]:  # Any: a sequence of names
        found = super().get(names)
        self.trips += 1
        self.reads_paid += sum(
            read_units(len(found.get(each, b"")) + PAGE_NAME, consistent=True) for each in names
        )
        return found

    def put(self, pages: Any) -> None:  # Any: an iterable of names and pages
        listed = list(pages)
        self.trips += -(-len(listed) // WRITE_AT_ONCE)
        self.writes_paid += sum(write_units(len(data) + PAGE_NAME) for _, data in listed)
        super().put(listed)

    def delete(self, names: Any) -> None:  # Any: an iterable of names
        listed = list(names)
        self.trips += -(-len(listed) // WRITE_AT_ONCE)
        self.writes_paid += sum(write_units(len(self.stored.get(n, b""))) for n in listed)
        super().delete(listed)

    def load(self) -> Manifest:
        self.trips += 1
        self.reads_paid += read_units(len(encoded(self.manifest)), consistent=True)
        return super().load()

    def save(self, manifest: Manifest) -> bool:
        self.trips += 1
        self.writes_paid += write_units(len(encoded(manifest)))
        return super().save(manifest)
