"""An index under duplicates, crashes and concurrent writers."""

import pytest

from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.index import GRACE, Compactor, Manifest, Writer
from core.text_search.syntax import parsed
from tests.fakes.clicks import Crash, Crashing
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.postings import FakePostings
from tests.unit.search_index import Index, batch


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
