"""Short links for tweets: the same ones every time, none for what is refused or for who left."""

from dataclasses import replace

import pytest

from core.errors import Unavailable
from links.errors import AliasTaken
from links.library.codes import ALPHABET, LENGTH, DerivedCodes
from links.library.shortening import LinkJudge
from links.library.targets import TargetJudge
from links.library.tweeted import TAG, TweetShortener
from links.model import Link
from links.ports import FoundAgain
from tests.fakes.core import FakeClock
from tests.fakes.linking import FakeCodes
from tests.fakes.links import FakeDepartures, FakeLinks, FakeResolver

ADA, TWEET = "u-ada", "1234567890123456789"
ONE, TWO = "https://a.example/one", "https://a.example/two"


class Shop:
    def __init__(self, codes: FoundAgain | None = None) -> None:
        self.store, self.departures, self.clock = FakeLinks(), FakeDepartures(), FakeClock()
        targets = TargetJudge.of(own_hosts=["s.example"], resolver=FakeResolver())
        self.shortener = TweetShortener(
            store=self.store,
            codes=codes or DerivedCodes(key=lambda: "key"),
            judge=LinkJudge(targets=targets, clock=self.clock),
            departures=self.departures,
            clock=self.clock,
        )

    def shorten(self, *urls: str, tweet: str = TWEET, owner: str = ADA) -> dict[str, str]:
        found = self.shortener.shorten(owner, tweet, urls)
        return {url: link.code for url, link in found.items()}


def test_every_address_becomes_a_link_of_the_authors_under_the_tag_tweet() -> None:
    shop = Shop()
    codes = shop.shorten(ONE, TWO)
    links = {code: shop.store.links[code] for code in codes.values()}
    assert [link.target for link in links.values()] == [ONE, TWO]
    assert {(link.owner_id, link.tags, link.is_alias) for link in links.values()} == {
        (ADA, (TAG,), False)
    }
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in links)


def test_X5_the_same_tweet_again_gets_the_same_links_and_no_more() -> None:
    shop = Shop()
    first = shop.shorten(ONE, TWO)
    shop.clock.advance(3600)
    before = dict(shop.store.links)
    assert shop.shorten(TWO, ONE, ONE) == first
    assert shop.store.links == before


def test_another_tweet_has_links_of_its_own() -> None:
    shop = Shop()
    assert shop.shorten(ONE) != shop.shorten(ONE, tweet="1234567890123456790")


def test_an_owners_edit_or_deletion_stays_when_the_tweet_comes_again() -> None:
    shop = Shop()
    code = shop.shorten(ONE)[ONE]
    edited = replace(shop.store.links[code], target=TWO, tags=(), deleted_at=shop.clock.now())
    shop.store.links[code] = edited
    assert shop.shorten(ONE) == {ONE: code}
    assert shop.store.links == {code: edited}


@pytest.mark.parametrize(
    "refused", ["http://127.0.0.1/", "http://printer.local/", "https://s.example/aB3xY9z"]
)
def test_L11_what_links_refuses_stays_plain_and_the_others_do_not(refused: str) -> None:
    shop = Shop()
    assert list(shop.shorten(refused, ONE)) == [ONE]
    assert len(shop.store.links) == 1


def test_X4_a_table_that_refuses_leaves_nothing_that_the_next_time_does_not_find() -> None:
    shop = Shop()

    def refusing(link: Link) -> Exception | None:
        return Unavailable() if link.target == TWO else None

    shop.store.refusing = refusing
    with pytest.raises(Unavailable):
        shop.shorten(ONE, TWO)
    shop.store.refusing = lambda _: None
    codes = shop.shorten(ONE, TWO)
    assert sorted(codes.values()) == sorted(shop.store.links)
    assert len(codes) == 2


def test_X12_nothing_is_made_for_somebody_who_left() -> None:
    shop = Shop()
    shop.departures.note(ADA)
    assert shop.shorten(ONE) == {}
    assert shop.store.links == {}
    assert shop.shorten(ONE, owner="u-eve") != {}


def test_X12_a_link_that_was_erased_is_not_made_again() -> None:
    shop = Shop()
    code = shop.shorten(ONE)[ONE]
    shop.store.bury(shop.store.links[code])
    assert shop.shorten(ONE) == {}
    assert list(shop.store.links) == [code]


def test_a_code_that_is_somebody_elses_is_passed_over() -> None:
    shop = Shop(FakeCodes(("taken",)))
    shop.store.links["taken"] = Link(
        code="taken", owner_id="u-eve", target=TWO, created_at=shop.clock.now()
    )
    assert shop.shorten(ONE) == shop.shorten(ONE) == {ONE: f"{TWEET}-{ONE}"}
    assert shop.store.links["taken"].owner_id == "u-eve"


def test_where_every_code_is_taken_it_is_tried_again_later() -> None:
    shop = Shop(FakeCodes(("taken",) * 9))
    shop.store.links["taken"] = Link(
        code="taken", owner_id="u-eve", target=TWO, created_at=shop.clock.now()
    )
    with pytest.raises(AliasTaken):
        shop.shorten(ONE)


def test_codes_cannot_be_foretold_without_the_key() -> None:
    mine, other = DerivedCodes(key=lambda: "key"), DerivedCodes(key=lambda: "another")
    assert mine.of(TWEET, ONE, attempt=0) == mine.of(TWEET, ONE, attempt=0)
    assert mine.of(TWEET, ONE, attempt=0) != other.of(TWEET, ONE, attempt=0)
    assert len({mine.of(TWEET, ONE, attempt=n) for n in range(5)}) == 5
