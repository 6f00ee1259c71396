"""X12: what is left of somebody's links when they are gone, also where the erasure is cut."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from links.errors import AliasTaken, EditedMeanwhile
from links.hot import DELETED
from links.library.erasing import AT_ONCE, Eraser, tombstone_of
from links.library.shortening import Wish
from links.model import Link
from tests.fakes.links import FakeDepartures, FakeStatistics
from tests.fakes.shortening import Shop

LINKS = 3
ADA, EVE = "u-1", "u-2"
WORDS = ("forget-me-not", "forget.example", ADA)
CALLS_PER_LINK = 6
CALLS_BEFORE = 2  # who left is noted, and their links are listed


class Cut(RuntimeError):
    """The process ended here."""


@dataclass
class Process:
    """Ends at its ``at``-th use of any port: before it has an effect, or right after it had."""

    at: int
    after: bool
    uses: int = 0

    def use(self, work: Callable[..., object], *args: object, **kwargs: object) -> object:
        ends = self.uses == self.at
        self.uses += 1
        if ends and not self.after:
            raise Cut
        result = work(*args, **kwargs)
        if ends:
            raise Cut
        return result


@dataclass
class Within:
    """A port as one process uses it."""

    process: Process
    port: object

    def __getattr__(self, name: str) -> Any:  # whatever the port's method gives
        return lambda *args, **kwargs: self.process.use(getattr(self.port, name), *args, **kwargs)


@dataclass
class House:
    """Ada's links of several kinds, one of Eve's, all reported and counted."""

    shop: Shop = field(default_factory=Shop)
    statistics: FakeStatistics = field(default_factory=FakeStatistics)
    departures: FakeDepartures = field(default_factory=FakeDepartures)

    def __post_init__(self) -> None:
        wish = Wish(
            url="https://forget.example/me",
            title="forget-me-not",
            tags=("forget-me-not",),
            fallback_url="https://forget.example/else",
        )
        create = self.shop.shortener.create
        made = [create(ADA, wish), create(ADA, replace(wish, alias="Promo")), create(ADA, wish)]
        assert len(made) == LINKS
        self.eves = create(EVE, replace(wish, alias="Eves"))
        for link in (*made, self.eves):
            self.shop.moderation.report(link.code, reason="spam", note="forget-me-not")
        self.shop.library.delete(made[0].code, ADA)
        self.mine = [self.shop.store.links[link.code] for link in made]

    def eraser(self, process: Process | None = None) -> Eraser:
        whole = process or Process(at=-1, after=False)
        # The wrapped ports pass on every call, which no type can say.
        ports: dict[str, Any] = {
            "store": Within(whole, self.shop.store),
            "cache": Within(whole, self.shop.cache),
            "statistics": Within(whole, self.statistics),
            "reports": Within(whole, self.shop.queue),
            "departures": Within(whole, self.departures),
        }
        return Eraser(**ports)

    def is_erased(self) -> bool:
        """Nothing but codes is left of Ada's links, and everything of Eve's."""
        store, codes = self.shop.store, [link.code for link in self.mine]
        left = [store.links[code] for code in codes]
        assert self.shop.store.links[self.eves.code] == self.eves
        assert self.shop.cached(self.eves.code).target == self.eves.target
        assert self.eves.code not in self.statistics.forgotten
        traces = f"{left} {[self.shop.cached(code) for code in codes]}"
        return (
            left == [tombstone_of(link) for link in self.mine]
            and [self.shop.cached(code).state for code in codes] == [DELETED] * LINKS
            and not any(word in traces for word in WORDS)
            and set(self.shop.queue.reports) == {self.eves.code}
            and self.statistics.forgotten == set(codes)
        )


def test_X12_nothing_but_codes_is_left_and_others_keep_theirs() -> None:
    house = House()
    assert not house.is_erased()
    assert house.eraser().erase(ADA) == LINKS
    assert house.is_erased()


def test_X12_twice_is_as_good_as_once() -> None:
    house = House()
    house.eraser().erase(ADA)
    links = dict(house.shop.store.links)
    assert house.eraser().erase(ADA) == 0
    assert house.shop.store.links == links
    assert house.is_erased()


def test_X12_somebody_without_links_is_erased_too() -> None:
    house = House()
    assert house.eraser().erase("nobody") == 0
    assert house.shop.store.links[house.mine[0].code] == house.mine[0]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("at", range(CALLS_BEFORE + CALLS_PER_LINK * LINKS))
def test_X12_an_erasure_that_is_cut_anywhere_is_finished_by_the_next(at: int, after: bool) -> None:
    house = House()
    with pytest.raises(Cut):
        house.eraser(Process(at=at, after=after)).erase(ADA)
    house.eraser().erase(ADA)
    assert house.is_erased()


def test_X12_an_erasure_has_no_more_steps_than_those_it_is_cut_at() -> None:
    process = Process(at=-1, after=False)
    House().eraser(process).erase(ADA)
    assert process.uses == CALLS_BEFORE + CALLS_PER_LINK * LINKS


def test_X12_an_erasure_that_is_cut_again_and_again_gets_to_its_end() -> None:
    house = House()
    for _ in range(CALLS_PER_LINK * LINKS):
        try:
            house.eraser(Process(at=CALLS_BEFORE + CALLS_PER_LINK - 1, after=False)).erase(ADA)
        except Cut:
            continue
        break
    assert house.is_erased()


def test_X12_links_of_many_pages_are_all_erased() -> None:
    house = House()
    for _ in range(AT_ONCE * 2):
        house.shop.clock.advance(1)
        house.shop.shortener.create(ADA, Wish(url="https://forget.example/"))
    assert house.eraser().erase(ADA) == LINKS + AT_ONCE * 2
    assert {link.owner_id for link in house.shop.store.links.values()} == {"", EVE}


def test_X12_codes_of_erased_links_are_never_given_out_again() -> None:
    house = House()
    house.eraser().erase(ADA)
    for alias in ("Promo", "promo", house.mine[0].code):
        with pytest.raises(AliasTaken):
            house.shop.shortener.create(EVE, Wish(url="https://e.example/", alias=alias))


def test_X12_an_edit_that_comes_too_late_brings_nothing_back() -> None:
    house = House()

    def slow(link: Link) -> Link:
        house.eraser().erase(ADA)
        return replace(link, title="forget-me-not")

    with pytest.raises(EditedMeanwhile):
        house.shop.library.edit("Promo", ADA, slow)
    assert house.is_erased()


def test_X3_without_the_cache_the_table_is_erased_all_the_same() -> None:
    house = House()
    house.shop.valkey.down = True
    assert house.eraser().erase(ADA) == LINKS
    left = [house.shop.store.links[link.code] for link in house.mine]
    assert left == [tombstone_of(link) for link in house.mine]
    assert set(house.shop.unwritten) == {link.code for link in house.mine}
