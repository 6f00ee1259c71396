"""One suite for the redirect's ports: the fakes, and the adapters on MiniStack and Valkey."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pytest

from core.aws_lite import JsonService, Patience
from core.resp import RespClient
from core.sigv4 import Credentials
from links.adapters.hot_cache import HotCache
from links.adapters.hot_table import HotTable
from links.hot import encode
from links.model import Link
from links.redirect.finding import LinkCache, LinkTable
from links.redirect.redirecting import Attempts, VisitLimit
from tests.contract.redirect_engine import Engine, running_engine, save
from tests.fakes.redirect import FakeHotCache, FakeTable, a_link


class Cache(LinkCache, Attempts, Protocol):
    """Both ports that Valkey serves."""


class Table(LinkTable, VisitLimit, Protocol):
    """Both ports that the table serves."""


@dataclass
class Shelf:
    """A table and a way to put links into it."""

    table: Table
    fake: FakeTable | None = None
    engine: Engine | None = None

    def save(self, link: Link) -> None:
        if self.fake is not None:
            self.fake.save(link)
        if self.engine is not None:
            save(self.engine, link)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running_engine(tmp_path_factory.mktemp("ports")) as running:
        yield running


@pytest.fixture(params=["fake", "real"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    if request.param == "fake":
        fake = FakeTable()
        return Shelf(fake, fake=fake)
    engine = request.getfixturevalue("engine")
    service = JsonService(
        service="dynamodb",
        region="us-east-1",
        credentials=Credentials("testing", "testing"),
        endpoint=engine.endpoint,
        patience=Patience(timeout=30.0),
    )
    return Shelf(HotTable(dynamodb=service, table=engine.urls_table), engine=engine)


@pytest.fixture(params=["fake", "real"])
def cache(request: pytest.FixtureRequest) -> Cache:
    if request.param == "fake":
        return FakeHotCache()
    endpoint = request.getfixturevalue("empty_valkey")
    return HotCache(client=RespClient(endpoint=endpoint, budget=30.0))


@pytest.mark.parametrize("consistent", [True, False])
def test_the_table_gives_the_hot_form_or_nothing(shelf: Shelf, consistent: bool) -> None:
    link = a_link("stored1", "https://example.com/é?%26")
    shelf.save(link)
    assert shelf.table.hot_form("stored1", consistent=consistent) == encode(link)
    assert shelf.table.hot_form("STORED1", consistent=consistent) is None


def test_an_alias_is_found_by_its_folded_name(shelf: Shelf) -> None:
    shelf.save(a_link("MyAlias", is_alias=True))
    assert shelf.table.alias("myalias") == "MyAlias"
    assert shelf.table.alias("another") is None
    assert shelf.table.hot_form("~myalias", consistent=True) is None


def test_visits_are_claimed_up_to_the_limit(shelf: Shelf) -> None:
    shelf.save(a_link("limited"))
    assert not shelf.table.used_up("limited", limit=2)
    assert [shelf.table.claim("limited", limit=2) for _ in range(3)] == [True, True, False]
    assert shelf.table.used_up("limited", limit=2)
    assert shelf.table.claim("limited", limit=3)


def test_a_visit_given_back_can_be_claimed_again(shelf: Shelf) -> None:
    shelf.save(a_link("returned"))
    shelf.table.give_back("returned")  # nobody has claimed one
    assert shelf.table.claim("returned", limit=1)
    shelf.table.give_back("returned")
    assert [shelf.table.claim("returned", limit=1) for _ in range(2)] == [True, False]


def test_a_link_that_is_not_there_has_no_visits_to_claim(shelf: Shelf) -> None:
    assert not shelf.table.claim("nowhere", limit=5)
    assert shelf.table.hot_form("nowhere", consistent=True) is None


def test_a_fill_is_kept_and_does_not_overwrite(cache: Cache) -> None:
    assert cache.get("c") is None
    cache.fill("c", "1|first", ttl=60)
    cache.fill("c", "2|second", ttl=60)
    assert cache.get("c") == "1|first"


def test_a_replacement_needs_the_entry_that_was_seen(cache: Cache) -> None:
    cache.replace("c", "1|a", "2|b", ttl=60)
    assert cache.get("c") is None
    cache.fill("c", "1|a", ttl=60)
    cache.replace("c", "1|x", "2|b", ttl=60)
    assert cache.get("c") == "1|a"
    cache.replace("c", "1|a", "2|b", ttl=60)
    assert cache.get("c") == "2|b"


def test_attempts_are_counted_by_code_and_network(cache: Cache) -> None:
    counted = [cache.count("c", network)[0] for network in ("n", "n", "m")]
    assert counted == [1, 2, 1]
