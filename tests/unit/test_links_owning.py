"""Facts about editing, deleting, listing and banning links: whole use cases on fakes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from core.cache import CacheDown
from links.errors import (
    AliasTaken,
    EditedMeanwhile,
    LinkGone,
    LinkNotFound,
    NotOwner,
)
from links.hot import BANNED, DELETED
from links.library.shortening import Wish
from links.model import Link
from tests.fakes.core import NOON
from tests.fakes.shortening import FakeCodes, Shop

URL = "https://a.example/"
WISH = Wish(url=URL)


def titled(title: str) -> Callable[[Link], Link]:
    return lambda link: replace(link, title=title)


def every(_link: Link) -> bool:
    return True


def listed(shop: Shop, *, most: int, wanted: Callable[[Link], bool] = every) -> list[list[str]]:
    """The codes on each page of Ada's list, to its end."""
    pages, position = [], None
    while True:
        page = shop.library.page("u-1", wanted=wanted, after=position, most=most)
        pages.append([link.code for link in page.links])
        position = page.position
        if position is None:
            return pages


def flat(pages: list[list[str]]) -> list[str]:
    return [code for page in pages for code in page]


def test_L4_an_edit_is_in_table_and_cache() -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", WISH)
    shop.clock.advance(90)
    edited = shop.library.edit(made.code, "u-1", lambda x: replace(x, target="https://b.example/"))
    assert edited == replace(made, target="https://b.example/", version=2)
    assert shop.store.find(made.code) == edited
    assert (shop.cached(made.code).target, shop.cached(made.code).version) == (edited.target, 2)
    entry = shop.entry(made.code)
    assert entry is not None
    assert entry.confirmed_at == int(shop.clock.now().timestamp())


def test_an_edit_by_an_alias_in_another_case_is_an_edit_of_it() -> None:
    shop = Shop()
    shop.shortener.create("u-1", replace(WISH, alias="Promo"))
    assert shop.library.edit("PROMO", "u-1", titled("T")).code == "Promo"
    assert shop.cached("Promo").title == "T"


def test_an_edit_that_is_overtaken_is_refused_and_changes_nothing() -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", WISH)

    def overtaken(link: Link) -> Link:
        shop.library.edit(made.code, "u-1", titled("the other"))
        return replace(link, title="mine")

    with pytest.raises(EditedMeanwhile):
        shop.library.edit(made.code, "u-1", overtaken)
    assert shop.cached(made.code).title == "the other"
    assert shop.store.links[made.code].title == "the other"


@dataclass
class OvertakenCache:
    """Between an edit's write to the table and its write to the cache comes another whole edit."""

    shop: Shop
    overtaken: bool = False

    def put(self, link: Link) -> None:
        if not self.overtaken:
            self.overtaken = True
            self.shop.library.edit(link.code, "u-1", titled("newer"))
        self.shop.cache.put(link)


def test_L4_of_two_edits_the_newer_one_stays_in_the_cache_whoever_writes_it_last() -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", WISH)
    slow = replace(shop.library, cache=OvertakenCache(shop))
    slow.edit(made.code, "u-1", titled("older"))
    assert (shop.cached(made.code).title, shop.cached(made.code).version) == ("newer", 3)


def test_L4_what_is_deleted_stays_as_a_tombstone_that_its_owner_can_read() -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", WISH)
    shop.clock.advance(1.5)
    shop.library.delete(made.code, "u-1")
    gone = shop.library.owned(made.code, "u-1")
    assert gone == replace(made, deleted_at=NOON + timedelta(seconds=1), version=2)
    assert shop.cached(made.code).state == DELETED
    assert listed(shop, most=10) == [[]]


def test_deleting_twice_is_as_good_as_once_and_editing_comes_too_late() -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", WISH)
    shop.library.delete(made.code, "u-1")
    gone = shop.library.owned(made.code, "u-1")
    shop.clock.advance(60)
    shop.library.delete(made.code, "u-1")
    with pytest.raises(LinkGone):
        shop.library.edit(made.code, "u-1", titled("T"))
    assert shop.library.owned(made.code, "u-1") == gone


def test_a_deleted_code_is_never_given_out_again() -> None:
    shop = Shop(codes=FakeCodes(wanted=["aB3xY7q", "aB3xY7q", "cD3xY7q"]))
    for made in (
        shop.shortener.create("u-1", replace(WISH, alias="Promo")),
        shop.shortener.create("u-1", WISH),
    ):
        shop.library.delete(made.code, "u-1")
    for owner in ("u-1", "u-2"):
        with pytest.raises(AliasTaken):
            shop.shortener.create(owner, replace(WISH, alias="promo"))
        with pytest.raises(AliasTaken):
            shop.shortener.create(owner, replace(WISH, alias="aB3xY7q"))
    assert shop.shortener.create("u-1", WISH).code == "cD3xY7q"


@pytest.mark.parametrize("act", ["owned", "edit", "delete"])
@pytest.mark.parametrize("gone", [False, True])
def test_X1_somebody_elses_link_is_neither_read_nor_changed(act: str, gone: bool) -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", WISH)
    if gone:
        shop.library.delete(made.code, "u-1")
    links, entries = dict(shop.store.links), dict(shop.valkey.entries)
    arguments = [titled("mine now")] if act == "edit" else []
    with pytest.raises(NotOwner):
        getattr(shop.library, act)(made.code, "u-2", *arguments)
    with pytest.raises(LinkNotFound):
        getattr(shop.library, act)("nothing", "u-2", *arguments)
    assert (shop.store.links, shop.valkey.entries) == (links, entries)


@pytest.mark.parametrize("most", [1, 2, 3, 10])
def test_a_list_holds_every_link_once_newest_first_and_is_refilled(most: int) -> None:
    shop = Shop()
    for n in range(9):
        shop.clock.advance(1)
        made = shop.shortener.create("u-1", replace(WISH, tags=("odd",) if n % 2 else ()))
        if n in {3, 8}:
            shop.library.delete(made.code, "u-1")
    shop.shortener.create("u-2", WISH)
    pages = listed(shop, most=most)
    assert flat(pages) == [f"code00{n}" for n in (7, 6, 5, 4, 2, 1, 0)]
    assert {len(page) for page in pages[:-1]} <= {most}
    odd = listed(shop, most=most, wanted=lambda link: "odd" in link.tags)
    assert flat(odd) == ["code007", "code005", "code001"]


def test_a_search_for_something_rare_ends_a_page_early_and_goes_on() -> None:
    shop = Shop()
    for n in range(55):
        shop.clock.advance(1)
        shop.shortener.create("u-1", replace(WISH, title="needle" if n == 0 else ""))
    pages = listed(shop, most=2, wanted=lambda link: link.title == "needle")
    assert flat(pages) == ["code000"]
    assert len(pages) > 1


def test_X3_without_the_cache_everything_is_done_and_said_to_be_unwritten() -> None:
    shop = Shop()
    shop.valkey.down = True
    made = shop.shortener.create("u-1", WISH)
    shop.library.edit(made.code, "u-1", titled("T"))
    shop.moderation.ban(made.code)
    shop.library.delete(made.code, "u-1")
    kept = shop.library.owned(made.code, "u-1")
    assert (kept.title, kept.banned, kept.version) == ("T", True, 4)
    assert kept.deleted_at is not None
    assert shop.unwritten == [made.code] * 4
    with pytest.raises(CacheDown):
        shop.entry(made.code)


def test_L4_a_banned_link_leads_nowhere_until_the_ban_is_lifted() -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", WISH)
    for _ in range(2):
        shop.moderation.ban(made.code)
        assert shop.cached(made.code).state == BANNED
        assert shop.library.owned(made.code, "u-1") == replace(made, banned=True, version=2)
    for _ in range(2):
        shop.moderation.unban(made.code)
        assert shop.cached(made.code).state == ""
        assert shop.library.owned(made.code, "u-1") == replace(made, version=3)


def test_an_owner_cannot_edit_a_ban_away() -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", WISH)
    shop.moderation.ban(made.code)
    shop.library.edit(made.code, "u-1", titled("innocent"))
    assert shop.library.owned(made.code, "u-1").banned
    assert shop.cached(made.code).state == BANNED


def test_what_is_no_link_can_be_neither_banned_nor_reported() -> None:
    shop = Shop()
    gone = shop.shortener.create("u-1", WISH)
    shop.library.delete(gone.code, "u-1")
    for act in (shop.moderation.ban, shop.moderation.unban):
        with pytest.raises(LinkNotFound):
            act("nothing")
    for code in ("nothing", gone.code):
        with pytest.raises(LinkNotFound):
            shop.moderation.report(code, reason="spam", note="")
    shop.moderation.dismiss("nothing")
    assert shop.queue.reports == {}


@pytest.mark.parametrize("spelling", ["Promo", "pROMO"])
@pytest.mark.parametrize("decision", ["ban", "dismiss"])
def test_a_decision_takes_a_link_off_the_list_in_any_spelling(spelling: str, decision: str) -> None:
    shop = Shop()
    shop.shortener.create("u-1", replace(WISH, alias="Promo"))
    for code in ("Promo", "promo", "PROMO"):
        shop.moderation.report(code, reason="spam", note="")
    (entry,) = shop.moderation.queue.page(after=None, most=10).reports
    assert (entry.subject, entry.count) == ("Promo", 3)
    getattr(shop.moderation, decision)(spelling)
    assert shop.moderation.queue.page(after=None, most=10).reports == []


def test_reports_of_a_banned_link_need_nobody_to_look_at_them() -> None:
    shop = Shop()
    made = shop.shortener.create("u-1", WISH)
    shop.moderation.ban(made.code)
    shop.moderation.report(made.code, reason="spam", note="")
    assert shop.queue.reports == {}
