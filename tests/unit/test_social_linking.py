"""Links in tweets, on social's side: which addresses there are, and what becomes of the answer."""

from dataclasses import replace

import pytest

from social.consuming import Batch
from social.hot import Circle, decode_entry, encode_entry
from social.hydrating import Hydrated
from social.linking.clicks import AuthorsView
from social.linking.keeping import LinkKeeper
from social.linking.telling import LinkTeller, addresses
from social.model import Entry
from social.presenting import item
from tests.fakes.core import FakeClock
from tests.fakes.linking import FakeBus, FakeClickCounts, FakeCopies
from tests.fakes.social import FakeTweets, World
from tests.fakes.social_search import a_tweet

LONG, SHORT = "https://a.example/long", "https://s.example/aB3xY9z"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no address, just a.example", ()),
        ("see https://a.example/x.", ("https://a.example/x",)),
        ("(https://a.example/x)!", ("https://a.example/x",)),
        ("https://a.example/w_(x)", ("https://a.example/w_(x)",)),
        ("“https://a.example/”…", ("https://a.example/",)),
        ("https://a.example/?q=a,b;c", ("https://a.example/?q=a,b;c",)),
        ("HTTP://A.example/X https://b.example", ("HTTP://A.example/X", "https://b.example")),
        ("https://a.example/ twice https://a.example/", ("https://a.example/",)),
        ("https:// and http://...", ()),
        ("ftp://a.example javascript:alert(1)", ()),
        ("https://bücher.example/größe", ("https://bücher.example/größe",)),
    ],
)
def test_addresses_are_what_a_reader_would_click_on(text: str, found: tuple[str, ...]) -> None:
    assert addresses(text) == found


def batch(*posted: Entry, deleted: tuple[str, ...] = ()) -> Batch:
    return Batch("shard", "1", posted=list(posted), deleted_ids=list(deleted))


def test_links_is_told_of_a_tweets_addresses_and_of_no_tweet_without() -> None:
    bus = FakeBus()
    tweet = a_tweet(1, f"see {LONG} and https://b.example/")
    retweet = a_tweet(3, "", retweet_of=tweet)
    assert LinkTeller(bus=bus).tell(batch(tweet, a_tweet(2, "hello"), retweet)) == 1
    (told,) = bus.tweets()
    assert (told.tweet_id, told.user_id) == (tweet.id, tweet.author_id)
    assert told.urls == (LONG, "https://b.example/")


def test_links_is_not_told_of_a_tweet_that_is_deleted_again_or_has_its_links() -> None:
    bus = FakeBus()
    tweet, done = a_tweet(1, LONG), replace(a_tweet(2, LONG), links={LONG: SHORT})
    assert LinkTeller(bus=bus).tell(batch(tweet, done, deleted=(tweet.id,))) == 0
    assert bus.sent == []


class Kept:
    """One tweet of ada's, and who keeps its links."""

    def __init__(self) -> None:
        self.tweet = a_tweet(1, f"see {LONG}")
        self.tweets, self.copies = FakeTweets(World()), FakeCopies()
        self.tweets.post(self.tweet)
        self.keeper = LinkKeeper(tweets=self.tweets, copies=self.copies, clock=FakeClock())

    def keep(self) -> None:
        self.keeper.keep(self.tweet.id, {LONG: SHORT})

    @property
    def stored(self) -> Entry | None:
        return self.tweets.find(self.tweet.id)


def test_an_answer_is_put_on_the_tweet_once_and_into_its_copy() -> None:
    world = Kept()
    world.keep()
    once = world.stored
    world.keep()
    assert once is not None
    assert (once.links, once.version) == ({LONG: SHORT}, world.tweet.version + 1)
    assert world.stored == once == world.copies.entries[world.tweet.id]


def test_S3_a_deleted_tweet_stays_deleted_when_its_links_come() -> None:
    world = Kept()
    world.tweets.bury(world.tweet, at=5)
    world.keep()
    assert world.stored == world.tweet.buried(5)
    assert world.copies.entries[world.tweet.id].deleted_at == 5


def test_S3_a_tweet_deleted_while_its_links_are_kept_is_deleted_in_the_cache_too() -> None:
    world = Kept()
    world.copies.before = lambda _: world.tweets.bury(world.tweet, at=5)
    world.keep()
    assert world.copies.entries[world.tweet.id].deleted_at == 5


def test_S3_an_attempt_cut_after_a_deletion_is_put_right_by_the_next() -> None:
    world = Kept()
    world.tweets.add_links(world.tweet.id, {LONG: SHORT})
    world.copies.put(world.tweet)  # and here the process ended
    world.tweets.bury(world.tweet, at=5)
    world.keep()
    assert world.copies.entries[world.tweet.id].deleted_at == 5


def test_X12_of_an_erased_tweet_nothing_comes_back_but_that_it_is_gone() -> None:
    world = Kept()
    del world.tweets.world.entries[world.tweet.id]
    world.keep()
    copy = world.copies.entries[world.tweet.id]
    assert world.stored is None
    assert (copy.author_id, copy.text, copy.links, copy.deleted_at is None) == ("", "", {}, False)


def test_a_tweet_shows_its_links_in_the_order_of_its_text_which_stays_as_it_was() -> None:
    links = {"https://b.example/": "https://s.example/2", LONG: SHORT}
    tweet = replace(a_tweet(1, f"{LONG} then https://b.example/"), links=links)
    shown = item(tweet, Hydrated(viewer="bob", circle=Circle()))
    assert shown["text"] == tweet.text
    assert shown["links"] == [
        {"url": LONG, "shortUrl": SHORT},
        {"url": "https://b.example/", "shortUrl": "https://s.example/2"},
    ]


def test_links_go_with_a_tweet_through_the_cache() -> None:
    tweet = replace(a_tweet(1, LONG), links={LONG: SHORT})
    assert decode_entry(tweet.id, encode_entry(tweet)).links == {LONG: SHORT}
    plain = a_tweet(2, "hello")
    assert decode_entry(plain.id, encode_entry(plain)).links == {}


def test_clicks_are_told_to_the_author_and_asked_for_nobody_else() -> None:
    counts = FakeClickCounts({SHORT: 7})
    view = AuthorsView(counts=counts)
    shown = {"userId": "ada", "links": [{"url": LONG, "shortUrl": SHORT}]}
    assert view.of("bob", shown) == shown
    assert view.of("ada", {**shown, "links": []})["links"] == []
    assert counts.asked == []
    assert view.of("ada", shown)["links"] == [{"url": LONG, "shortUrl": SHORT, "clicks": 7}]
