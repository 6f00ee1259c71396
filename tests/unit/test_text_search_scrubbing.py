"""Deleted documents leave the index, whatever runs, is killed or merges meanwhile."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from core.text_search.index import GRACE, LATEST, Compactor, Manifest, Writer
from core.text_search.postings import found_in, unpacked_ids, unpacked_page
from core.text_search.scrubbing import PERIOD, Scrubber
from core.text_search.terms import DEAD
from tests.fakes.clicks import Crash, Crashing
from tests.fakes.postings import FakePostings
from tests.unit.search_index import Index, batch


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
