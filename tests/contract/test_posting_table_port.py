"""The store of an index: the fake and DynamoDB behave alike, and so does an index on both."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from contracts.tables.text_search import postings_table
from core.text_search.finding import HIGHEST, Reader, Search
from core.text_search.index import GRACE, Batch, Compactor, Manifest, Store, Writer
from core.text_search.runs import Run
from core.text_search.syntax import parsed
from core.text_search.table import PostingTable
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.postings import FakePostings
from tests.tables import create_table

RUN = Run(id="r1", bits=2, docs=3, low=1, high=2**64 - 1, size=100, owner="shard-1")


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    if request.param == "fake":
        yield FakePostings()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, postings_table("postings"))
        yield PostingTable(client=client, table="postings", index="tweets")


def found(store: Store, query: str) -> list[int]:
    runs = store.load().runs
    return list(Search(parsed(query), runs, Reader(store, budget=1_000), below=HIGHEST))


def test_pages_come_back_and_missing_ones_do_not(store: Store) -> None:
    names = [f"r.{n:x}" for n in range(130)]
    store.put((name, name.encode() * 9) for name in names)
    assert store.get([*names, "r.none"]) == {name: name.encode() * 9 for name in names}
    assert store.get([]) == {}


def test_deleted_pages_are_gone_and_twice_is_once(store: Store) -> None:
    store.put([("a", b"1"), ("b", b"2")])
    for _ in range(2):
        store.delete(["a", "never was"])
    assert store.get(["a", "b"]) == {"b": b"2"}


def test_an_index_without_a_manifest_is_empty(store: Store) -> None:
    assert store.load() == Manifest()


def test_S18_a_manifest_comes_back_whole(store: Store) -> None:
    manifest = Manifest(1, (RUN,), {"shard-1": "0042"}, ((RUN, 1_795_435_200),))
    assert store.save(manifest)
    assert store.load() == manifest


def test_a_manifest_is_only_replaced_by_the_next_version(store: Store) -> None:
    assert store.save(Manifest(1))
    assert not store.save(Manifest(1, (RUN,)))
    assert not store.save(Manifest(3, (RUN,)))
    assert store.load() == Manifest(1)
    assert store.save(Manifest(2, (RUN,)))


def test_an_index_is_written_merged_and_swept(store: Store) -> None:
    clock, ids = FakeClock(), FakeIds()
    writer = Writer(store=store, ids=ids, clock=FakeClock())
    compactor = Compactor(store=store, ids=ids, clock=clock)
    for number in range(1, 20):
        writer.write(Batch(documents={number << 22: ["cats", f"only{number}"]}))
        compactor.run()
    assert found(store, "cats") == [number << 22 for number in range(19, 0, -1)]
    assert found(store, "only7") == [7 << 22]
    assert len(store.load().runs) < 10
    clock.advance(GRACE)
    compactor.run()
    assert store.load().retired == ()
    assert len(found(store, "cats")) == 19
