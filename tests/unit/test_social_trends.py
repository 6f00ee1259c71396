"""Trends: people and not posts, rising and not large, without what was deleted."""

from dataclasses import replace

import pytest

from contracts.http.social_search import Trends, TrendsQuery
from core.cache import Cache
from core.http.messages import Call
from core.text_search.index import Batch, Writer
from core.valkey import ValkeyCache
from social.model import Entry
from social.search.indexing import document_of
from social.search.still_tagged import LiveTaggers
from social.trends.counting import TrendCounter
from social.trends.keys import HOUR_MS, WINDOW_HOURS, WORLD
from social.trends.ranking import TrendRanker, score
from social.trends.showing import TrendList
from tests.fakes.core import FakeCache, FakeClock, FakeIds
from tests.fakes.postings import FakePostings
from tests.fakes.social_search import FakeTweets, a_tweet


class World:
    def __init__(self, cache: Cache | None = None, *, floor: int = 2) -> None:
        self.clock = FakeClock()
        self.cache = cache or FakeCache(clock=self.clock)
        self.tweets, self.store = FakeTweets(), FakePostings()
        self.writer = Writer(store=self.store, ids=FakeIds(), clock=FakeClock())
        self.counter = TrendCounter(cache=self.cache, clock=self.clock, floor=floor)
        self.ranker = TrendRanker(
            cache=self.cache,
            clock=self.clock,
            still_tagged=LiveTaggers(index=self.store, tweets=self.tweets),
            floor=floor,
        )
        self.trends = TrendList(cache=self.cache, ranker=self.ranker, clock=self.clock)
        self.number = 0

    @property
    def now(self) -> int:
        return int(self.clock.now().timestamp() * 1000)

    def post(self, text: str, author: str, *, region: str = "", ago: int = 60_000) -> Entry:
        self.number += 1
        entry = replace(a_tweet(self.number, text, author=author, at=self.now - ago), region=region)
        self.tweets.add(entry)
        self.writer.write(Batch(documents={int(entry.id): document_of(entry).terms()}))
        self.counter.count([entry], [])
        return entry

    def delete(self, entry: Entry) -> None:
        self.tweets.delete(entry)
        self.counter.count([], [entry])

    def top(self, region: str = WORLD) -> list[tuple[str, int]]:
        return [(each.tag, each.authors) for each in self.ranker.top(region)]


@pytest.fixture(params=["fake", "valkey"])
def world(request: pytest.FixtureRequest) -> World:
    if request.param == "fake":
        return World()
    return World(ValkeyCache(endpoint=request.getfixturevalue("empty_valkey"), budget=5.0))


def test_a_tag_that_several_people_use_trends(world: World) -> None:
    for author in ("ada", "bob", "eve"):
        world.post("#Cats and #dogs" if author == "eve" else "#cats", author)
    assert world.top() == [("cats", 3)]


def test_S15_a_thousand_posts_of_one_account_count_once(world: World) -> None:
    for author in ("ada", "bob"):
        world.post("#quiet", author)
    entries = [
        a_tweet(n, "#spam", author="loud", at=world.now - 60_000 - n * 20_000) for n in range(1_000)
    ]
    world.counter.count(entries, [])
    assert world.top() == [("quiet", 2)]
    world.post("#spam", "other")
    assert world.top() == [("quiet", 2), ("spam", 2)]


def test_S15_deleted_posts_are_subtracted(world: World) -> None:
    kept = [world.post("#cats", author) for author in ("ada", "bob", "eve")]
    world.delete(kept[0])
    assert world.top() == [("cats", 2)]
    world.delete(kept[1])
    assert world.top() == []


def test_S15_who_deletes_one_of_two_posts_still_counts(world: World) -> None:
    first, _, _ = (world.post("#cats", author) for author in ("ada", "ada", "bob"))
    world.delete(first)
    assert world.top() == [("cats", 2)]


def test_X5_replays_of_posts_and_deletions_change_nothing(world: World) -> None:
    entries = [world.post("#cats", author) for author in ("ada", "bob", "eve")]
    world.delete(entries[0])
    for _ in range(2):
        world.counter.count(entries, [entries[0]])
        world.counter.count(entries[::-1], [])
    assert world.top() == [("cats", 2)]


def test_regions_are_counted_apart_and_in_the_world(world: World) -> None:
    for author, region in (("ada", "DE"), ("bob", "DE"), ("eve", "FR"), ("zoe", "")):
        world.post("#cats", author, region=region)
    assert world.top("DE") == [("cats", 2)]
    assert world.top("FR") == []
    assert world.top() == [("cats", 4)]


def test_what_is_older_than_six_hours_is_over(world: World) -> None:
    for author in ("ada", "bob"):
        world.post("#cats", author, ago=7 * HOUR_MS)
    assert world.top() == []


def test_fresh_tags_stand_above_older_ones_with_as_many_authors(world: World) -> None:
    for author in ("ada", "bob"):
        world.post("#older", author, ago=4 * HOUR_MS)
        world.post("#newer", author)
    assert world.top() == [("newer", 2), ("older", 2)]


def test_a_tag_as_busy_as_every_day_stands_below_a_rising_one() -> None:
    world = World()
    start = world.clock.now()
    for day in range(7, 0, -1):
        world.clock.time = start
        world.clock.advance(-day * 86_400)
        for n in range(30):
            world.post("#daily", f"u{n}")
    world.clock.time = start
    for n in range(30):
        world.post("#daily", f"u{n}")
    for n in range(10):
        world.post("#rising", f"v{n}")
    assert world.top() == [("rising", 10), ("daily", 30)]


def test_an_author_counts_once_at_the_latest_post() -> None:
    nothing = [0.0] * WINDOW_HOURS
    assert score([1] * 8, nothing) > score([0] * 7 + [1], nothing) > 0
    assert score([5] * 8, [2.0] * WINDOW_HOURS) < score([5] * 8, nothing)


def call(region: str | None = None) -> Call:
    return Call(request_id="r", query=TrendsQuery(region=region))


def shown(world: World, region: str | None = None) -> Trends:
    reply = world.trends.list_trends(call(region))
    assert reply.headers["Cache-Control"] == "max-age=60"
    assert isinstance(reply.body, Trends)
    return reply.body


def test_the_list_is_made_once_a_minute() -> None:
    world = World()
    for author in ("ada", "bob"):
        world.post("#cats", author, region="DE")
    first = shown(world, "de")
    assert [(t.rank, t.tag, t.unique_authors) for t in first.items] == [(1, "cats", 2)]
    world.post("#cats", "eve", region="DE")
    assert shown(world, "DE").items == first.items
    world.clock.advance(61)
    assert shown(world, "DE").items[0].unique_authors == 3


def test_while_one_ranks_the_others_show_what_there_was() -> None:
    world = World()
    for author in ("ada", "bob"):
        world.post("#cats", author)
    shown(world)
    world.clock.advance(61)
    world.cache.put("trend:{*}:lock", "1", ttl=10)
    world.post("#cats", "eve")
    assert shown(world).items[0].unique_authors == 2


def test_X3_without_valkey_the_list_is_what_was_known() -> None:
    world = World()
    assert isinstance(world.cache, FakeCache)
    for author in ("ada", "bob"):
        world.post("#cats", author)
    known = shown(world).items
    world.cache.down = True
    world.clock.advance(61)
    assert shown(world).items == known
    assert shown(world, "FR").items == []
