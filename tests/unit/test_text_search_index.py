"""An index under duplicates, crashes, concurrent writers, deletions; what it costs to read."""

import math
import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.index import GRACE, LATEST, Batch, Compactor, Manifest, Writer
from core.text_search.postings import found_in, unpacked_ids, unpacked_page
from core.text_search.runs import Run
from core.text_search.scrubbing import PERIOD, Scrubber
from core.text_search.syntax import parsed
from core.text_search.terms import DEAD
from tests.bench.units import read_units, write_units
from tests.fakes.clicks import Crash, Crashing
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.postings import FakePostings, run_of


class Index:
    def __init__(self) -> None:
        self.store, self.clock, self.ids = FakePostings(), FakeClock(), FakeIds()
        self.writer = Writer(store=self.store, ids=self.ids, clock=self.clock)
        self.scrubber = Scrubber(store=self.store, clock=self.clock)
        self.compactor = Compactor(store=self.store, ids=self.ids, clock=self.clock)

    def found(self, query: str, *, most: int = 1_000) -> list[int]:
        reader = Reader(self.store, budget=10_000)
        search = Search(parsed(query), self.store.load().runs, reader, below=HIGHEST)
        return [id_ for id_, _ in zip(search, range(most), strict=False)]


def batch(*ids: int, shard: str = "s", end: str = "", dead: tuple[int, ...] = ()) -> Batch:
    documents = {id_: ["cats", f"n{id_}"] for id_ in ids}
    return Batch(documents=documents, dead=frozenset(dead), shard=shard, end=end)


def test_X5_a_batch_that_comes_again_is_known() -> None:
    index = Index()
    assert index.writer.write(batch(1, 2, end="02"))
    assert not index.writer.write(batch(1, 2, end="02"))
    assert not index.writer.write(batch(1, end="01"))
    assert index.found("cats") == [2, 1]
    assert len(index.store.load().runs) == 1


def test_X5_shards_have_ends_of_their_own() -> None:
    index = Index()
    index.writer.write(batch(1, shard="s", end="09"))
    assert index.writer.write(batch(2, shard="t", end="01"))
    assert index.found("cats") == [2, 1]


def test_X5_the_same_documents_under_new_sequence_numbers_are_found_once() -> None:
    index = Index()
    for end in ("01", "02", "03"):
        index.writer.write(batch(1, 2, end=end))
    assert index.found("cats") == [2, 1]


@pytest.mark.parametrize("at", range(1, 5))
@pytest.mark.parametrize("after", [False, True])
def test_X5_a_crash_anywhere_and_a_replay_lose_nothing(at: int, after: bool) -> None:
    index = Index()
    crashing = Crashing(index.store, at=at, after=after)
    writer = Writer(store=crashing, ids=index.ids, clock=index.clock)
    try:
        writer.write(batch(1, 2, end="02"))
    except Crash:
        index.writer.write(batch(1, 2, end="02"))
    assert index.found("cats") == [2, 1]
    assert len(index.store.stored) == 1


@pytest.mark.parametrize("at", range(1, 14))
@pytest.mark.parametrize("after", [False, True])
def test_X5_a_compaction_killed_anywhere_loses_nothing(at: int, after: bool) -> None:
    index = Index()
    for number in range(1, 9):
        index.writer.write(batch(number, end=f"{number:02}"))
    crashing = Crashing(index.store, at=at, after=after)
    compactor = Compactor(store=crashing, ids=index.ids, clock=index.clock)
    try:
        compactor.run()
        index.clock.advance(GRACE)
        compactor.run()
    except Crash:
        index.compactor.run()
    index.clock.advance(GRACE)
    index.compactor.run()
    assert index.found("cats") == list(range(8, 0, -1))
    assert index.store.load().retired == ()


class Racing(FakePostings):
    """Another writer is faster once."""

    def load(self) -> Manifest:
        loaded = super().load()
        if not self.written:
            return loaded
        if not self.raced:
            self.raced = True
            other = Writer(store=self, ids=FakeIds(made=500), clock=FakeClock())
            other.write(batch(99, shard="other", end="1"))
        return loaded

    raced = False


def test_two_writers_at_once_both_get_in() -> None:
    store = Racing()
    store.written.append(0)
    Writer(store=store, ids=FakeIds(), clock=FakeClock()).write(batch(1, end="01"))
    assert {run.owner for run in store.load().runs} == {"s", "other"}


def test_readers_of_an_older_manifest_still_find_its_pages() -> None:
    index = Index()
    for number in range(1, 5):
        index.writer.write(batch(number, end=f"{number:02}"))
    before = index.store.load().runs
    index.compactor.run()
    assert len(index.store.load().runs) == 1
    reader = Reader(index.store, budget=100)
    assert list(Search(parsed("cats"), before, reader, below=HIGHEST)) == [4, 3, 2, 1]


def held(store: FakePostings) -> set[int]:
    """Every id in any page or block."""
    blocks = {name for name in store.stored if name.count(".") == 2}
    ids = {id_ for name in blocks for id_ in unpacked_ids(store.stored[name])}
    for name in store.stored.keys() - blocks:
        for entry in unpacked_page(store.stored[name]):
            ids |= set() if entry.blocks else set(entry.ids())
    return ids


def scrubbed(index: Index, *, times: int = 2) -> None:
    """What time and the schedule do."""
    for _ in range(times):
        index.clock.advance(PERIOD + LATEST + 1)
        index.scrubber.run(most=100)


def test_S16_X12_deleted_documents_leave_the_bytes_of_every_run_and_are_forgotten_then() -> None:
    index = Index()
    for number in range(1, 4):
        index.writer.write(batch(number, number + 10, end=f"{number:02}"))
    index.writer.write(batch(end="05", dead=(2, 13)))
    index.clock.advance(PERIOD)
    index.scrubber.run(most=100)
    before = index.store.load().runs
    assert index.found("cats") == [12, 11, 3, 1]
    scrubbed(index)
    assert index.found("cats") == [12, 11, 3, 1]
    assert index.found("n2") == []
    assert held(index.store) == {1, 3, 11, 12}
    assert {run.id for run in index.store.load().runs} == {run.id for run in before}


def test_X12_a_run_that_is_merged_no_more_is_scrubbed_within_the_period() -> None:
    index = Index()
    index.writer.write(batch(*range(1, 5_000), end="01"))
    index.clock.advance(10)
    index.writer.write(batch(end="02", dead=tuple(range(1_000, 2_500))))
    (large, _) = index.store.load().runs
    assert any(name.count(".") == 2 for name in index.store.stored)  # long lists are in blocks
    scrubbed(index, times=1)
    expected = [*range(4_999, 2_499, -1), *range(999, 0, -1)]
    assert index.found("cats", most=10_000) == expected
    assert held(index.store) & set(range(1_000, 2_500)) <= dead_ids(index)
    scrubbed(index)
    assert held(index.store) == set(expected)
    assert index.found("cats", most=10_000) == expected
    assert large.id in {run.id for run in index.store.load().runs}


def dead_ids(index: Index) -> set[int]:
    """What the index remembers as deleted."""
    found: set[int] = set()
    for run in index.store.load().runs:
        entry = found_in(index.store.stored.get(run.page_of(DEAD), b""), DEAD)
        names = [run.block_of(DEAD, n) for n in range(len(entry.ids()))] if entry else []
        if entry and entry.blocks:
            found |= {id_ for name in names for id_ in unpacked_ids(index.store.stored[name])}
        elif entry:
            found |= set(entry.ids())
    return found


def test_a_run_without_anything_deleted_is_not_read_and_nothing_is_written() -> None:
    index = Index()
    index.writer.write(batch(*range(1, 3_000), end="01"))
    index.writer.write(batch(*range(5_000, 5_100), end="02"))
    index.writer.write(batch(end="03", dead=(5_050,)))
    index.clock.advance(PERIOD)
    index.store.reads.clear()
    index.store.written.clear()
    assert index.scrubber.run(most=1) == 1
    assert len(index.store.written) == 0
    assert len(index.store.reads) == 3  # what each run knows of deletions
    assert index.scrubber.run(most=100) == 2
    assert index.scrubber.run(most=100) == 0


@pytest.mark.parametrize("at", range(1, 12))
@pytest.mark.parametrize("after", [False, True])
def test_X5_a_scrub_killed_anywhere_goes_on(at: int, after: bool) -> None:
    index = Index()
    for number in range(1, 4):
        index.writer.write(batch(number, number + 10, end=f"{number:02}"))
    index.writer.write(batch(end="05", dead=(2, 13)))
    index.clock.advance(PERIOD)
    crashing = Crashing(index.store, at=at, after=after)
    with suppress(Crash):
        Scrubber(store=crashing, clock=index.clock).run(most=100)
    assert {12, 11, 3, 1} <= set(index.found("cats"))
    scrubbed(index)
    assert index.found("cats") == [12, 11, 3, 1]
    assert held(index.store) == {1, 3, 11, 12}


class Merging(FakePostings):
    """The upkeep merges everything just before a scrub says that it is done."""

    def save(self, manifest: Manifest) -> bool:
        merge, self.merge = self.merge, None
        if merge:
            merge()
        return super().save(manifest)

    merge: Callable[[], None] | None = None


def test_a_run_that_is_merged_meanwhile_is_scrubbed_as_what_it_became() -> None:
    index = Index()
    index.store = store = Merging()
    index.writer = Writer(store=store, ids=index.ids, clock=index.clock)
    index.scrubber = Scrubber(store=store, clock=index.clock)
    for number in range(1, 4):
        index.writer.write(batch(number, number + 10, end=f"{number:02}"))
    index.writer.write(batch(end="05", dead=(2, 13)))
    index.clock.advance(PERIOD)
    compactor = Compactor(store=store, ids=index.ids, clock=index.clock)

    def merge() -> None:
        compactor.run()
        index.clock.advance(GRACE)
        compactor.run()

    store.merge = merge
    index.scrubber.run(most=100)
    scrubbed(index)
    assert index.found("cats") == [12, 11, 3, 1]
    assert held(index.store) == {1, 3, 11, 12}
    assert len(index.store.stored) == len(index.store.load().runs) == 1


def test_X5_a_deletion_before_its_document_holds() -> None:
    index = Index()
    index.writer.write(batch(end="01", dead=(7,)))
    index.clock.advance(LATEST - 1)
    index.writer.write(batch(7, 8, end="02"))
    for _ in range(4):
        scrubbed(index, times=1)
        assert index.found("cats") == [8]
    assert held(index.store) == {8}


def test_an_index_of_deleted_documents_only_is_empty_after_a_merge() -> None:
    index = Index()
    for number in range(1, 4):
        index.writer.write(batch(number, end=f"{number:02}"))
    index.writer.write(batch(end="04", dead=(1, 2, 3)))
    index.compactor.run()
    index.clock.advance(GRACE)
    index.compactor.run()
    assert index.store.load().runs == ()
    assert index.store.stored == {}


def corpus(size: int) -> tuple[FakePostings, list[Run]]:
    """As compaction leaves ``size`` documents: runs in powers of four, the largest first."""
    store, start = FakePostings(), 0
    runs: list[Run] = []
    chance = random.Random(size)
    left = size
    while left:
        docs = min(4 ** int(math.log(left, 4) + 1e-9), left)
        documents = {
            number << 22: {
                "common",
                f"w{int(chance.paretovariate(0.9)) % 5_000}",
                f"w{int(chance.paretovariate(0.9)) % 5_000}",
                *({"rare"} if number == 5 else ()),
            }
            for number in range(start + 1, start + docs + 1)
        }
        runs.append(run_of(store, f"r{len(runs)}", documents))
        start, left = start + docs, left - docs
    return store, runs


def units_of(query: str, store: FakePostings, runs: list[Run], *, most: int = 20) -> float:
    store.reads.clear()
    search = Search(parsed(query), runs, Reader(store, budget=200), below=HIGHEST)
    for _ in zip(search, range(most), strict=False):
        pass
    return sum(read_units(size, consistent=False) for size in store.reads)


def test_P14_read_units_of_a_page_of_results_do_not_grow_with_the_corpus() -> None:
    small, large = corpus(1_000), corpus(64_000)
    for query in ("common", "w1 common", "w1 OR w2", "common -w1"):
        assert units_of(query, *large) <= units_of(query, *small) + 1


def test_P14_a_rare_term_costs_a_page_for_each_run_and_runs_grow_with_the_logarithm() -> None:
    store, runs = corpus(30_000)
    assert units_of("rare", store, runs) <= 0.5 * len(runs)
    assert len(runs) <= 3 * math.log(30_000, 4) + 1


def test_P15_write_units_per_document_stay_below_one_in_batches_of_a_hundred() -> None:
    index, chance = Index(), random.Random(1)
    total = 1_600
    for start in range(0, total, 100):
        documents = {
            n << 22: {f"w{int(chance.paretovariate(0.9)) % 50_000}" for _ in range(15)}
            for n in range(start + 1, start + 101)
        }
        index.writer.write(Batch(documents=documents, shard="s", end=f"{start:05}"))
        index.compactor.run()
    units = sum(write_units(size) for size in index.store.written)
    assert units / total < 1
