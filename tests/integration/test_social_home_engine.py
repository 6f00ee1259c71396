"""The home timeline on a real engine and a real Valkey: adapters of the tables, round trips."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from contracts.tables.social import FOLLOWS, PEOPLE, REACTIONS, TWEETS
from core.aws_lite import Attempt, JsonService, Patience
from core.resp import RespClient
from core.sigv4 import Credentials
from social.adapters.counters import CounterShards
from social.adapters.fact_copies import FactCopies
from social.adapters.follow_table import DynamoGraph
from social.adapters.home_tables import HomeTables, TableNames
from social.adapters.people_table import CopiedPeople
from social.adapters.reaction_table import DynamoReactions
from social.adapters.timelines import ValkeyTimelines
from social.adapters.tweet_table import DynamoTweets
from social.ids import id_at
from social.model import Entry, Person, Reaction
from social.settings import SocialHomeSettings
from social.timeline.cursors import Place
from social.timeline.fanning import Standing
from social.timeline.reading import HomeTimeline
from social.wiring_home import timeline
from tests.contract.redirect_engine import Engine, running_engine
from tests.fakes.social_timeline import START
from tests.tables import create_table

NAMES = TableNames(tweets="tweets", follows="follows", reactions="reactions", people="people")


@dataclass
class Site:
    """The tables as the API writes them, and the home as its function reads it."""

    engine: Engine
    valkey: RespClient
    prefix: str
    cache_trips: list[int]
    calls: list[Attempt] = field(default_factory=list)
    at: int = field(default_factory=lambda: START + int.from_bytes(os.urandom(4), "big"))

    def __post_init__(self) -> None:
        client = self.engine.client("dynamodb")
        counters = CounterShards(client=client, table="reactions")
        self.tweets = DynamoTweets(client=client, table="tweets", counters=counters)
        self.reactions = DynamoReactions(
            client=client, table="reactions", counters=counters, tweets=self.tweets
        )
        self.graph = DynamoGraph(client=client, table="follows", counters=counters)
        self.copies = CopiedPeople(client=client, table="people")
        self.dynamodb = JsonService(
            service="dynamodb",
            region="us-east-1",
            credentials=Credentials("testing", "testing"),
            endpoint=self.engine.endpoint,
            patience=Patience(timeout=30.0),
            on_attempt=self.calls.append,
        )
        self.tables = HomeTables(dynamodb=self.dynamodb, names=NAMES)

    def person(self, name: str) -> Person:
        person = Person(id=self.prefix + name, username=self.prefix + name, revision=1)
        self.copies.keep(person)
        return person

    def post(self, author: Person, text: str = "hello", **more: Any) -> Entry:  # Any: Entry's
        self.at += 1000
        entry = Entry(id=id_at(self.at), author_id=author.id, at=self.at, text=text, **more)
        self.tweets.post(entry)
        return entry

    def home(self) -> HomeTimeline:
        settings = SocialHomeSettings(
            tweets_table="tweets",
            follows_table="follows",
            reactions_table="reactions",
            people_table="people",
            cache_endpoint="",
            origin_secret_arn="",
            rate_limit_per_minute=100,
            allowed_origins=(),
            log_sample=1.0,
        )
        return timeline(settings=settings, dynamodb=self.dynamodb, valkey=self.valkey)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with running_engine(tmp_path_factory.mktemp("home")) as running:
        for table in (TWEETS, FOLLOWS, REACTIONS, PEOPLE):
            create_table(running.client("dynamodb"), table)
        yield running


@pytest.fixture
def site(engine: Engine, empty_valkey: str) -> Site:
    trips: list[int] = []
    client = RespClient(endpoint=empty_valkey, budget=30.0, on_trip=trips.append)
    return Site(engine, client, f"{os.urandom(4).hex()}-", trips)


def texts(site: Site, viewer: Person, *, limit: int = 20) -> list[str]:
    place: Place | None = Place()
    found: list[str] = []
    home = site.home()
    while place is not None:
        page = home.page(viewer.id, place=place, limit=limit)
        found += [item["text"] for item in page.items]
        place = page.next_place
    return found


def test_P7_a_warm_home_of_twenty_is_three_trips_to_valkey_and_no_read_unit(site: Site) -> None:
    vera, ann = site.person("vera"), site.person("ann")
    site.graph.follow(vera.id, ann, at=START)
    for number in range(40):
        site.post(ann, f"tweet {number}")
    home = site.home()
    home.page(vera.id, place=Place(), limit=20)  # builds, and fills the caches
    site.cache_trips.clear()
    site.calls.clear()
    page = site.home().page(vera.id, place=Place(), limit=20)
    assert [item["text"] for item in page.items] == [f"tweet {n}" for n in range(39, 19, -1)]
    assert page.items[0]["user"]["username"] == ann.username
    assert [call.operation for call in site.calls] == []
    assert len(site.cache_trips) == 3


def test_S1_the_home_is_the_same_built_pushed_and_pulled(site: Site) -> None:
    vera, ann, ben = (site.person(name) for name in ("vera", "ann", "ben"))
    for author in (ann, ben):
        site.graph.follow(vera.id, author, at=START)
    for number in range(7):
        site.post(ann if number % 2 else ben, f"tweet {number}")
    built = texts(site, vera, limit=3)
    assert built == [f"tweet {n}" for n in range(6, -1, -1)]
    late = site.post(ann, "late")
    homes = ValkeyTimelines(client=site.valkey)
    homes.push([vera.id], late.id, ann.id)
    assert texts(site, vera, limit=3) == ["late", *built]
    site.valkey = RespClient(endpoint="127.0.0.1:1")
    assert texts(site, vera, limit=3) == ["late", *built]


def test_an_explanation_says_how_an_entry_came_and_through_whom(site: Site) -> None:
    vera, ann, star = (site.person(name) for name in ("vera", "ann", "star"))
    early = site.post(ann, "before the follow")
    site.at += 1000
    for author in (ann, star):
        site.graph.follow(vera.id, author, at=site.at)
    site.copies.mark(star.id, at=site.at, celebrity=True)
    own, late = site.post(vera, "my own"), site.post(ann, "after it")
    far = site.post(star, "from afar", mode="pull")
    homes = ValkeyTimelines(client=site.valkey)

    def sources() -> dict[str, tuple[str, str]]:
        page = site.home().page(vera.id, place=Place(), limit=20, explain=True)
        return {i["id"]: (i["explain"]["source"], i["explain"]["via"]) for i in page.items}

    assert sources()[early.id] == ("backfill", ann.id)
    homes.push([vera.id], late.id, ann.id)
    assert sources() == {
        early.id: ("backfill", ann.id),
        own.id: ("push", vera.id),
        late.id: ("push", ann.id),
        far.id: ("merge", star.id),
    }
    assert "explain" not in site.home().page(vera.id, place=Place(), limit=20).items[0]
    site.valkey = RespClient(endpoint="127.0.0.1:1")
    assert set(sources().values()) == {("pull", each.id) for each in (ann, vera, star)}


def test_S3_a_deleted_tweet_and_its_retweets_are_gone_though_cached(site: Site) -> None:
    vera, ann, ben = (site.person(name) for name in ("vera", "ann", "ben"))
    site.graph.follow(vera.id, ben, at=START)
    tweet = site.post(ann, "soon gone")
    site.at += 1000
    retweet = Entry(
        id=id_at(site.at),
        author_id=ben.id,
        at=site.at,
        retweet_of=tweet.id,
        retweet_of_author=ann.id,
    )
    made = Reaction(
        user_id=ben.id, tweet_id=tweet.id, kind="retweet", at=site.at, entry_id=retweet.id
    )
    assert site.reactions.add(made, retweet=retweet)
    page = site.home().page(vera.id, place=Place(), limit=20)
    assert [(i["id"], i["retweetedBy"]["username"]) for i in page.items] == [
        (tweet.id, ben.username)
    ]
    assert page.items[0]["retweets"] == 1
    site.tweets.bury(tweet, at=site.at)
    FactCopies(client=site.valkey).put(tweet.buried(site.at))  # written through
    assert texts(site, vera) == []


def test_reactions_and_counts_are_the_viewer_s_and_the_tweet_s(site: Site) -> None:
    vera, ann = site.person("vera"), site.person("ann")
    site.graph.follow(vera.id, ann, at=START)
    tweet = site.post(ann, "likeable")
    for user in (vera, ann):
        like = Reaction(user_id=user.id, tweet_id=tweet.id, kind="like", at=site.at)
        assert site.reactions.add(like)
    (item,) = site.home().page(vera.id, place=Place(), limit=5).items
    assert (item["likes"], item["isLiked"], item["isRetweeted"]) == (2, True, False)


def test_S7_who_was_a_celebrity_once_is_merged_on_read_for_good(site: Site) -> None:
    vera, star = site.person("vera"), site.person("star")
    site.graph.follow(vera.id, star, at=START)
    assert site.tables.standing(star.id) == Standing()
    site.copies.mark(star.id, at=START + 5, celebrity=True)
    site.copies.mark(star.id, at=START + 9, celebrity=False)
    assert site.tables.standing(star.id) == Standing(False, START + 5)
    site.post(star, "pulled", mode="pull")
    assert texts(site, vera) == ["pulled"]
    assert site.tables.circle(vera.id).merged == (star.id,)


def test_followers_come_in_pages(site: Site) -> None:
    ann = site.person("ann")
    fans = sorted(site.person(f"fan{n}").id for n in range(5))
    for fan in fans:
        site.graph.follow(fan, ann, at=START)
    first = site.tables.page(ann.id, shard=0, after="", most=3)
    second = site.tables.page(ann.id, shard=0, after=first.after, most=3)
    assert [*first.followers, *second.followers] == fans
    assert second.after == ""
    assert site.tables.follows(fans[0], ann.id)
    assert not site.tables.follows(ann.id, fans[0])


def test_blocks_both_ways_and_mutes_are_the_circle(site: Site) -> None:
    vera, ann, ben, cat = (site.person(name) for name in ("vera", "ann", "ben", "cat"))
    site.graph.block(vera.id, ann.id, at=START)
    site.graph.block(ben.id, vera.id, at=START)
    site.graph.mute(vera.id, cat.id, at=START)
    assert site.tables.circle(vera.id).hidden == {ann.id, ben.id, cat.id}
    assert site.tables.circle(cat.id).hidden == frozenset()
