"""An index of words on fakes, and batches to write into it."""

from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.index import Batch, Compactor, Writer
from core.text_search.scrubbing import Scrubber
from core.text_search.syntax import parsed
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.postings import FakePostings


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
