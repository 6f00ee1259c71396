"""P14: read units of one page of 20 search results, over 10^4 to 10^6 tweets.

Runs are as compaction leaves them: powers of four of documents, the largest the oldest. Words are
drawn by Zipf; pages and blocks are the product's own bytes, their units by our calculator. Reading
the found tweets themselves is left out: 20 consistent reads, whatever the corpus.
"""

import math
import random
from collections.abc import Sequence
from itertools import accumulate, islice

from core.text_search import terms
from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.merging import FAN_IN
from core.text_search.runs import Run, bits_for, entries_of, written
from core.text_search.syntax import parsed
from social.search.finding import READ_PAGES
from tests.fakes.postings import FakePostings

from .table import Row, at_most
from .units import read_units

SIZES = (10_000, 100_000, 1_000_000)
WORDS, PER_TWEET, PAGE = 50_000, 8, 20
FLAT = 0.05  # the slope on log-log axes
NAME_BYTES = 40
QUERIES = {
    "a common word": "w1",
    "two words": "w1 w2",
    "two of the middle": "w30 w40",
    "either": "w30 OR w90",
    "without": "w2 -w1",
    "a phrase's words": '"w3 w4"',
}
RARE = "w49990"


def search_rows() -> Sequence[Row]:
    units = {size: _units(size) for size in SIZES}
    first, last = units[SIZES[0]], units[SIZES[-1]]
    how = (
        f"{first['all']:.3g} → {last['all']:.3g} units, 10^4 → 10^6 tweets, mean of {len(QUERIES)}"
    )
    return [
        at_most(
            "P14",
            "search, a page of 20: slope",
            _slope(first["all"], last["all"]),
            FLAT,
            how=how,
            points=tuple((size, each["all"]) for size, each in units.items()),
        ),
        at_most(
            "P14",
            "search for a word nobody else uses: units at 10^6",
            last["rare"],
            READ_PAGES / 2,
            how=f"{first['rare']:.3g} at 10^4; grows by a page per run, with the logarithm",
        ),
    ]


def _units(size: int) -> dict[str, float]:
    store, runs = corpus(size)
    each = [_of(query, store, runs) for query in QUERIES.values()]
    return {"all": sum(each) / len(each), "rare": _of(RARE, store, runs)}


def _of(query: str, store: FakePostings, runs: Sequence[Run]) -> float:
    store.reads.clear()
    search = Search(parsed(query), runs, Reader(store, budget=READ_PAGES), below=HIGHEST)
    list(islice(search, PAGE))
    sizes = [size + NAME_BYTES for size in store.reads]
    return sum(read_units(size, consistent=False) for size in sizes)


def corpus(size: int) -> tuple[FakePostings, list[Run]]:
    chance = random.Random(1)
    keys = [terms.key(f"w{n}") for n in range(WORDS)]
    weights = list(accumulate(1 / (n + 1) for n in range(WORDS)))
    store, runs, start, left = FakePostings(), list[Run](), 1, size
    while left:
        docs = FAN_IN ** int(math.log(left, FAN_IN) + 1e-9)
        documents = {
            number << 22: chance.choices(keys, cum_weights=weights, k=PER_TWEET)
            for number in range(start, start + docs)
        }
        runs.append(_run(store, f"r{len(runs)}", documents))
        start, left = start + docs, left - docs
    return store, runs


def _run(store: FakePostings, name: str, documents: dict[int, list[int]]) -> Run:
    entries = entries_of(documents)
    bits = bits_for(sum(8 + 6 * len(ids) for _, ids in entries))
    store.stored.update(written(name, bits, entries))
    ids = documents.keys()
    return Run(id=name, bits=bits, docs=len(ids), low=min(ids), high=max(ids), size=0)


def _slope(first: float, last: float) -> float:
    return math.log(last / first) / math.log(SIZES[-1] / SIZES[0])
