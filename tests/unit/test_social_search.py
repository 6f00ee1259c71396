"""Search from posting to page: found soon, lost at once, never leaking; people by their names."""

import pytest

from core.errors import ValidationFailed
from core.text_search.index import LATEST, Compactor, Writer
from core.text_search.scrubbing import PERIOD, Scrubber
from social.model import Entry, Person
from social.search.finding import LOOKED_AT, READ_PAGES, TweetSearch
from social.search.indexing import TweetIndexer
from social.search.people import PeopleIndexer, PeopleSearch
from tests.bench.units import read_units
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.postings import FakePostings
from tests.fakes.social_search import FakeCircle, FakePeople, FakeTweets, a_tweet

DAY_MS = 86_400_000


class World:
    def __init__(self) -> None:
        self.store, self.tweets = FakePostings(), FakeTweets()
        self.circle, self.people = FakeCircle(), FakePeople()
        self.people.add(Person(id="ada", username="Ada_L"), Person(id="bob", username="bob"))
        self.ids, self.clock = FakeIds(), FakeClock()
        writer = Writer(store=self.store, ids=self.ids, clock=self.clock)
        self.compactor = Compactor(store=self.store, ids=self.ids, clock=self.clock)
        self.indexer = TweetIndexer(writer=writer, compactor=self.compactor)
        self.search = TweetSearch(
            index=self.store, tweets=self.tweets, names=self.people, circle=self.circle
        )
        self.end = 0

    def post(self, *entries: Entry) -> None:
        self.tweets.add(*entries)
        self.deliver(posted=entries)

    def deliver(self, *, posted: tuple[Entry, ...] = (), deleted: tuple[Entry, ...] = ()) -> None:
        self.end += 1
        gone = [entry.id for entry in deleted]
        self.indexer.index(posted, gone, shard="s", end=f"{self.end:09}")

    def scrubs(self) -> None:
        """What time and the schedule do."""
        scrubber = Scrubber(store=self.store, clock=self.clock)
        for _ in range(3):
            self.clock.advance(PERIOD + LATEST)
            scrubber.run(most=100)

    def found(self, query: str, *, viewer: str = "eve", most: int = 20) -> list[str]:
        page = self.search.find(viewer, query, below=None, most=most)
        return [entry.text for entry in page.entries]


@pytest.fixture
def world() -> World:
    return World()


def test_S16_a_tweet_is_found_once_its_batch_is_in_newest_first(world: World) -> None:
    world.post(a_tweet(1, "cats one"), a_tweet(2, "cats two"))
    world.post(a_tweet(3, "dogs"))
    assert world.found("cats") == ["cats two", "cats one"]


def test_S16_a_deleted_tweet_is_lost_before_any_consumer_hears_of_it(world: World) -> None:
    tweet = a_tweet(1, "cats")
    world.post(tweet)
    world.tweets.delete(tweet)
    assert world.found("cats") == []


def test_S16_postings_of_a_deleted_tweet_go_within_the_period(world: World) -> None:
    tweet = a_tweet(1, "cats")
    world.post(tweet)
    world.tweets.delete(tweet)
    world.deliver(deleted=(tweet,))
    world.scrubs()
    assert not any(world.store.stored.values())


@pytest.mark.parametrize(("user", "other"), [("eve", "ada"), ("ada", "eve")])
def test_S12_S16_blocked_authors_are_never_found_in_either_direction(
    world: World, user: str, other: str
) -> None:
    world.post(a_tweet(1, "cats", author="ada"), a_tweet(2, "cats too", author="bob"))
    world.circle.block(user, other)
    assert world.found("cats") == ["cats too"]


def test_the_whole_language_on_real_postings(world: World) -> None:
    world.post(
        a_tweet(1, "Big cats and dogs #Zähler", author="ada", media=True),
        a_tweet(2, "dogs and big cats #zahler", author="bob", mentions=["ada"]),
        a_tweet(3, "\u6771\u4eac\u90fd \U0001f469\u200d\U0001f469\u200d\U0001f467", author="bob"),
    )
    assert world.found('"big cats"') == ["dogs and big cats #zahler", "Big cats and dogs #Zähler"]
    assert world.found('"cats and dogs"') == ["Big cats and dogs #Zähler"]
    assert world.found("cats -from:ADA_l") == ["dogs and big cats #zahler"]
    assert world.found("from:ada_l OR @Ada_L") == world.found("cats")
    assert world.found("dogs has:media") == ["Big cats and dogs #Zähler"]
    assert world.found("#ZÄHLER") == ["Big cats and dogs #Zähler"]
    assert len(world.found("\u4eac\u90fd")) == 1
    assert world.found("\u6771\u90fd") == []
    assert len(world.found("\u4eac")) == 1
    assert len(world.found("\U0001f469\u200d\U0001f469\u200d\U0001f467")) == 1
    assert world.found("\U0001f469") == []
    assert world.found("from:nobody") == []


def test_days_begin_and_end_in_utc(world: World) -> None:
    midnight = 1_795_392_000_000  # 2026-11-23
    world.post(
        a_tweet(1, "cats before", at=midnight - 1),
        a_tweet(2, "cats on the day", at=midnight),
        a_tweet(3, "cats after", at=midnight + DAY_MS),
    )
    assert world.found("cats since:2026-11-23 until:2026-11-24") == ["cats on the day"]
    assert world.found("cats until:2026-11-23") == ["cats before"]


def test_retweets_are_not_found_beside_their_originals(world: World) -> None:
    original = a_tweet(1, "cats")
    world.post(original, a_tweet(2, "", author="bob", retweet_of=original))
    assert world.found("cats") == ["cats"]
    assert world.found("from:bob") == []


def test_S8_pages_together_are_everything_under_inserts_deletes_and_merges(world: World) -> None:
    tweets = [a_tweet(n, f"cats {n}", author="bob" if n % 3 else "troll") for n in range(60)]
    for start in range(0, 60, 4):
        world.post(*tweets[start : start + 4])
    world.circle.block("eve", "troll")
    seen: list[str] = []
    below: int | None = None
    for step in range(100):
        page = world.search.find("eve", "cats", below=below, most=7)
        seen += [entry.id for entry in page.entries]
        below = page.below
        if below is None:
            break
        assert len(page.entries) == 7
        world.post(a_tweet(1_000 + step, "cats new", author="bob"))
        world.compactor.run()
    assert seen == [t.id for t in reversed(tweets) if t.author_id == "bob"]


def test_X5_duplicates_and_any_order_find_the_same(world: World) -> None:
    one, two = a_tweet(1, "cats one"), a_tweet(2, "cats two")
    world.tweets.add(one, two)
    world.tweets.delete(one)
    world.deliver(deleted=(one,))
    world.deliver(posted=(two, two, one))
    world.deliver(posted=(one,), deleted=(one,))
    assert world.found("cats") == ["cats two"]


def test_X5_a_batch_redelivered_writes_nothing(world: World) -> None:
    tweet = a_tweet(1, "cats")
    world.tweets.add(tweet)
    assert world.indexer.index([tweet], [], shard="s", end="1")
    before = world.store.manifest
    assert not world.indexer.index([tweet], [], shard="s", end="1")
    assert world.store.manifest == before


def test_a_batch_is_a_segment_and_not_a_write_per_word(world: World) -> None:
    tweets = [a_tweet(n, f"every tweet has many words like {n}") for n in range(100)]
    world.post(*tweets)
    assert len(world.store.written) <= 8
    assert sum(world.store.written) / 100 < 250


def test_a_batch_without_tweets_writes_nothing(world: World) -> None:
    world.deliver()
    assert world.store.manifest.version == 0


def test_P14_a_query_whose_matches_are_hidden_ends_early_and_goes_on(world: World) -> None:
    world.post(*(a_tweet(n, "cats", author="troll") for n in range(LOOKED_AT + 50)))
    world.post(a_tweet(0, "cats last", at=1_700_000_000_000))
    world.circle.block("eve", "troll")
    first = world.search.find("eve", "cats", below=None, most=20)
    assert (list(first.entries), world.tweets.asked) == ([], LOOKED_AT)
    second = world.search.find("eve", "cats", below=first.below, most=20)
    assert [entry.text for entry in second.entries] == ["cats last"]


@pytest.mark.parametrize("query", ["cats", "rare", "cats rare", "cats OR rare", "cats -rare"])
def test_P14_no_query_costs_more_than_its_budget(world: World, query: str) -> None:
    for start in range(0, 600, 10):
        world.post(*(a_tweet(n, "cats" if n else "cats rare") for n in range(start, start + 10)))
    world.store.reads.clear()
    world.search.find("eve", query, below=None, most=20)
    assert sum(read_units(size, consistent=False) for size in world.store.reads) <= READ_PAGES


class Directory:
    def __init__(self) -> None:
        self.store, self.people, self.circle = FakePostings(), FakePeople(), FakeCircle()
        ids, clock = FakeIds(), FakeClock()
        self.indexer = PeopleIndexer(
            writer=Writer(store=self.store, ids=ids, clock=FakeClock()),
            compactor=Compactor(store=self.store, ids=ids, clock=clock),
            numbers=self.store,
        )
        self.search = PeopleSearch(
            index=self.store, numbers=self.store, people=self.people, circle=self.circle
        )

    def come(self, *people: Person) -> None:
        self.people.add(*people)
        self.indexer.index(people)

    def found(self, typed: str, *, most: int = 20) -> list[str]:
        page = self.search.find("me", typed, below=None, most=most)
        return [person.username for person in page.people]


@pytest.fixture
def directory() -> Directory:
    made = Directory()
    made.come(
        Person(id="1", username="ada", display_name="Ada Lovelace"),
        Person(id="2", username="adam_doe", display_name="Zähler"),
        Person(id="3", username="bob", display_name="Adalbert \u6771\u4eac"),
    )
    return made


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ada", ["ada", "adam_doe", "bob"]),
        ("ADA l", ["ada"]),
        ("love", ["ada"]),
        ("doe", ["adam_doe"]),
        ("adam_d", ["adam_doe"]),
        ("@bob", ["bob"]),
        ("z\u00e4h", ["adam_doe"]),
        ("zah", []),
        ("\u4eac", ["bob"]),
        ("velace", []),
    ],
)
def test_people_are_found_by_how_their_names_begin(
    directory: Directory, typed: str, names: list[str]
) -> None:
    assert directory.found(typed) == names


def test_a_renamed_person_is_found_by_the_new_name_only(directory: Directory) -> None:
    directory.come(Person(id="1", username="countess", display_name=""))
    assert directory.found("lovelace") == []
    assert directory.found("count") == ["countess"]


def test_S12_blocked_people_are_not_found(directory: Directory) -> None:
    directory.circle.block("1", "me")
    assert directory.found("ada") == ["adam_doe", "bob"]


def test_X12_an_erased_person_is_found_no_more(directory: Directory) -> None:
    directory.indexer.forget("1")
    del directory.people.people["1"]
    assert directory.found("love") == []


def test_pages_of_people_hold_each_once_and_the_exact_name_first(directory: Directory) -> None:
    directory.come(*(Person(id=f"x{n}", username=f"adax{n}") for n in range(30)))
    seen: list[str] = []
    below: int | None = None
    while True:
        page = directory.search.find("me", "ada", below=below, most=7)
        seen += [person.username for person in page.people]
        below = page.below
        if below is None:
            break
    assert seen[0] == "ada"
    assert len(seen) == len(set(seen)) == 33


def test_X9_people_search_for_no_word_is_refused(directory: Directory) -> None:
    with pytest.raises(ValidationFailed):
        directory.found("!?")
