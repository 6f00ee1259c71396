"""What an index costs: units to read a page of results, units to write a document."""

import math
import random

from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.index import Batch
from core.text_search.runs import Run
from core.text_search.syntax import parsed
from tests.bench.units import read_units, write_units
from tests.fakes.postings import FakePostings, run_of
from tests.unit.search_index import Index


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
