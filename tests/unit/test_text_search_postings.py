"""Postings as bytes, runs, merges, and queries over them against a plain scan."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.text_search import terms
from core.text_search.document import Document, fits
from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.merging import FAN_IN, due, merged, names_of
from core.text_search.postings import (
    Entry,
    found_in,
    packed_ids,
    packed_page,
    unpacked_ids,
    unpacked_page,
)
from core.text_search.runs import Run, bits_for, written
from core.text_search.syntax import Node, QueryRefused, parsed, resolved
from tests.fakes.postings import FakePages, run_of

IDS = st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=400).map(
    lambda ids: sorted(ids, reverse=True)
)


@settings(max_examples=100)
@given(IDS)
def test_S18_ids_of_64_bits_survive_packing(ids: list[int]) -> None:
    assert unpacked_ids(packed_ids(ids)) == ids


@settings(max_examples=50)
@given(st.dictionaries(st.integers(1, 2**48 - 1), st.binary(max_size=300), max_size=50))
def test_a_page_gives_back_its_entries(content: dict[int, bytes]) -> None:
    entries = [Entry(key, content[key], key % 2 == 1) for key in sorted(content)]
    page = packed_page(entries)
    assert list(unpacked_page(page)) == entries
    for entry in entries:
        assert found_in(page, entry.key) == entry
    assert found_in(page, 0) is None


def test_ids_of_a_busy_term_take_few_bytes() -> None:
    now = 1_795_435_200_000
    ids = [(now - 1_000 * n) << 22 for n in range(1_000)]
    assert len(packed_ids(ids)) / len(ids) < 6


DAY = datetime(2026, 11, 20, tzinfo=UTC)
WORDS = (
    "cats",
    "dogs",
    "birds",
    "\u6771\u4eac",
    "\u6771",
    "#tag",
    "#Zähler",
    "zähler",
    "@u2",
    "a-b",
)
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


def document(text: str, *, author: str, at: datetime) -> Document:
    return Document.of_text(
        text,
        author=author,
        day=at.date(),
        mentions={"u2"} if "@u2" in text else set(),
        has={"media"} if "birds" in text else set(),
    )


@st.composite
def corpora(draw: st.DrawFn) -> list[dict[int, Document]]:
    """Documents of five days, in a few runs whose times overlap."""
    runs: list[dict[int, Document]] = []
    number = 0
    for _ in range(draw(st.integers(1, 5))):
        run: dict[int, Document] = {}
        for text in draw(st.lists(TEXTS, min_size=1, max_size=8)):
            number += 1
            at = DAY + timedelta(hours=draw(st.integers(0, 120)))
            id_ = (int(at.timestamp() * 1000) << 22) + number
            run[id_] = document(text, author=draw(st.sampled_from(("u1", "u2"))), at=at)
        runs.append(run)
    return runs


LEAVES = st.sampled_from(
    (
        *("cats", "dogs", "birds", "\u6771\u4eac", "\u6771", "#tag", "#zähler", "@two", "a-b"),
        *("from:one", "from:two", "from:nobody", "has:media", '"cats dogs"', '"dogs \u6771"'),
        *("since:2026-11-22", "until:2026-11-23"),
    )
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda sides: f"({' OR '.join(sides)})"),
        inner.map(lambda part: f"-({part})"),
    ),
    max_leaves=6,
)


def tree_of(query: str) -> Node | None:
    try:
        return resolved(parsed(query), {"one": "u1", "two": "u2"})
    except QueryRefused:
        return None


def found(
    tree: Node, runs: list[Run], pages: FakePages, documents: dict[int, Document]
) -> list[int]:
    search = Search(tree, runs, Reader(pages, budget=10_000), below=HIGHEST)
    return [id_ for id_ in search if fits(documents[id_], tree)]


@settings(max_examples=80)
@given(corpora(), QUERIES, st.integers(0, 3))
def test_a_query_finds_what_a_scan_finds_newest_first(
    corpus: list[dict[int, Document]], query: str, bits: int
) -> None:
    tree = tree_of(query)
    if tree is None:
        return
    pages = FakePages()
    runs = [
        run_of(pages, f"r{n}", {i: d.terms() for i, d in docs.items()}, bits=bits)
        for n, docs in enumerate(corpus)
    ]
    documents = {id_: d for docs in corpus for id_, d in docs.items()}
    expected = sorted((i for i, d in documents.items() if fits(d, tree)), reverse=True)
    assert found(tree, runs, pages, documents) == expected


@settings(max_examples=60)
@given(corpora(), QUERIES, st.integers(1, 6))
def test_P14_a_query_cut_by_its_budget_goes_on_where_it_stopped(
    corpus: list[dict[int, Document]], query: str, budget: int
) -> None:
    tree = tree_of(query)
    if tree is None:
        return
    pages = FakePages()
    runs = [
        run_of(pages, f"r{n}", {i: d.terms() for i, d in docs.items()})
        for n, docs in enumerate(corpus)
    ]
    documents = {id_: d for docs in corpus for id_, d in docs.items()}
    seen: list[int] = []
    below, allowed = HIGHEST, budget
    while below:
        search = Search(tree, runs, Reader(pages, budget=allowed), below=below)
        seen += [id_ for id_ in search if fits(documents[id_], tree)]
        allowed = allowed * 2 if search.at == below else budget
        below = search.at
    assert seen == sorted((i for i, d in documents.items() if fits(d, tree)), reverse=True)


@settings(max_examples=40)
@given(corpora(), st.data(), st.integers(0, 3))
def test_merged_runs_hold_what_is_alive_and_nothing_else(
    corpus: list[dict[int, Document]], data: st.DataObject, bits: int
) -> None:
    documents = {id_: d for docs in corpus for id_, d in docs.items()}
    dead = data.draw(st.sets(st.sampled_from(sorted(documents))))
    pages = FakePages()
    runs = [
        run_of(pages, f"r{n}", {i: d.terms() for i, d in docs.items()}, bits=n % 3)
        for n, docs in enumerate(corpus)
    ]
    if dead:
        runs.append(run_of(pages, "dead", {}, dead=dead))
    entries = list(merged(runs, pages, keep_dead_from=None))
    alive = {id_: d for id_, d in documents.items() if id_ not in dead}
    expected: dict[int, list[int]] = {}
    for id_ in sorted(alive, reverse=True):
        for term in alive[id_].terms():
            expected.setdefault(terms.key(term), []).append(id_)
    assert dict(entries) == expected
    assert [key for key, _ in entries] == sorted(expected)
    again = dict(written("m", bits, entries))
    assert sum(len(list(unpacked_page(page))) for page in again.values()) == len(expected)


def test_what_was_deleted_stays_known_while_an_older_run_may_hold_it() -> None:
    pages = FakePages()
    newer = run_of(pages, "b", {50: ["x"]}, dead=[10, 40])
    kept = dict(merged([newer], pages, keep_dead_from=30))
    assert kept[terms.DEAD] == [40]


def test_a_long_list_is_read_by_the_block() -> None:
    pages = FakePages()
    ids = range(1, 20_001)
    run = run_of(pages, "r", {id_ << 22: ["common"] for id_ in ids}, bits=0)
    reader = Reader(pages, budget=100)
    search = Search(parsed("common"), [run], reader, below=15_000 << 22)
    some = [id_ >> 22 for id_, _ in zip(search, range(100), strict=False)]
    assert some == list(range(14_999, 14_899, -1))
    assert len(pages.reads) == 2
    assert max(pages.reads) <= 4096


def test_a_long_list_survives_a_merge_and_is_deleted_whole() -> None:
    pages = FakePages()
    runs = [
        run_of(pages, f"r{n}", {(id_ * 3 + n) << 22: ["common"] for id_ in range(1, 3_000)})
        for n in range(3)
    ]
    ((_, ids),) = merged(runs, pages, keep_dead_from=None)
    assert len(ids) == 3 * 2_999
    for run in runs:
        pages.delete(list(names_of(run, pages)))
    assert pages.stored == {}


@pytest.mark.parametrize("most", [1_000])
def test_runs_of_each_size_stay_few(most: int) -> None:
    runs: list[Run] = []
    rewritten = 0
    for n in range(most):
        runs.append(Run(id=str(n), bits=0, docs=1, low=n, high=n, size=1))
        while some := due(runs, largest=10**9):
            rewritten += sum(run.docs for run in some)
            runs = [run for run in runs if run not in some]
            runs.append(
                Run(
                    id=f"m{n}",
                    bits=0,
                    docs=sum(run.docs for run in some),
                    low=min(run.low for run in some),
                    high=max(run.high for run in some),
                    size=1,
                )
            )
    assert len(runs) <= 3 * 5
    assert rewritten <= most * 5


def test_runs_that_are_large_enough_stay() -> None:
    runs = [Run(id=str(n), bits=0, docs=100, low=n, high=n, size=1) for n in range(FAN_IN)]
    assert due(runs, largest=100) == []
    assert len(due(runs, largest=101)) == FAN_IN


def test_a_small_run_is_one_page() -> None:
    assert (bits_for(1), bits_for(2_500), bits_for(10_000)) == (0, 0, 2)
