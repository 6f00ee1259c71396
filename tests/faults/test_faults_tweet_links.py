"""Links in tweets under failures: replays, any order, cuts between two effects, a bad record."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

from contracts.events import TweetLinked
from core.stream_records import Record
from links.library.codes import DerivedCodes
from links.library.shortening import LinkJudge
from links.library.targets import TargetJudge
from links.library.tweeted import TweetShortener
from links.model import Link
from social.adapters.tweet_items import entry_of, item_of
from social.consuming import BatchReader
from social.linking.keeping import LinkKeeper
from social.linking.telling import LinkTeller
from social.model import Entry
from tests.fakes.core import FakeClock
from tests.fakes.linking import FakeBus, FakeCopies
from tests.fakes.links import FakeDepartures, FakeLinks, FakeResolver
from tests.fakes.social import FakeTweets
from tests.fakes.social import World as Tables
from tests.fakes.social_search import a_tweet
from tests.faults.kinesis_driver import KinesisDriver
from tests.faults.schedules import under_schedules

AS_DEPLOYED = {"BatchSize": 1_000, "ParallelizationFactor": 1}
AUTHOR = "ada"
REFUSED = "http://127.0.0.1/"


class Crash(Exception):
    """The function was killed here."""


@dataclass
class Quarantined:
    kept: dict[str, bytes] = field(default_factory=dict)

    def keep(self, record: Record, *, reason: str) -> None:
        assert reason
        self.kept[record.place] = record.data


@dataclass
class Deadly:
    """Kills whoever passes, every now and then, a number of times."""

    rng: random.Random
    left: int = 25

    def __call__(self, *_: object) -> None:
        if self.left and self.rng.random() < 0.3:
            self.left -= 1
            raise Crash


@dataclass
class Queue:
    """SQS: at least once, in no order; what failed comes again."""

    rng: random.Random
    waiting: list[str] = field(default_factory=list)

    def deliver(self, handle: Any) -> bool:
        """Any: the two consumers take their own events."""
        if not self.waiting:
            return False
        message = self.rng.choice(self.waiting)
        try:
            handle(message)
        except Crash:
            return True
        if self.rng.random() < 0.8:  # otherwise it was not deleted in time
            self.waiting.remove(message)
        return True


class World:
    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.deadly = Deadly(self.rng)
        self.stream = KinesisDriver(AS_DEPLOYED, self.rng)
        self.to_links, self.to_social = Queue(self.rng), Queue(self.rng)
        self.tables = Tables()
        self.tweets, self.copies = FakeTweets(self.tables), FakeCopies(before=self.deadly)
        self.links, self.departures = FakeLinks(), FakeDepartures()
        self.links.refusing = self._refusing
        self.quarantine = Quarantined()
        self.reader = BatchReader(
            quarantine=self.quarantine, entry_of=lambda item: entry_of(dict(item))
        )
        bus = FakeBus(sent=self.to_links.waiting, before=self.deadly)
        self.teller = LinkTeller(bus=bus)
        clock = FakeClock()
        targets = TargetJudge.of(own_hosts=["s.example"], resolver=FakeResolver())
        self.shortener = TweetShortener(
            store=self.links,
            codes=DerivedCodes(key=lambda: "key"),
            judge=LinkJudge(targets=targets, clock=clock),
            departures=self.departures,
            clock=clock,
        )
        self.keeper = LinkKeeper(tweets=self.tweets, copies=self.copies, clock=clock)

    def _refusing(self, _: Link) -> Exception | None:
        try:
            self.deadly()
        except Crash as crash:
            return crash
        return None

    def post(self, number: int) -> Entry:
        text = f"https://a.example/{number} {REFUSED} and https://b.example/{number}."
        tweet = a_tweet(number, text, author=AUTHOR)
        self.tweets.post(tweet)
        change = {"Keys": {"id": {"S": tweet.id}}, "NewImage": item_of(tweet)}
        self.stream.put(json.dumps({"dynamodb": change}).encode(), key=tweet.id)
        return tweet

    def changed(self, event: dict[str, Any]) -> None:
        """Any: Lambda's event."""
        for batch in self.reader.read(event):
            self.teller.tell(batch)

    def shorten(self, message: str) -> None:
        told = TweetLinked.model_validate_json(message)
        made = self.shortener.shorten(told.user_id, told.tweet_id, told.urls)
        self.deadly()
        if made:
            links = {url: f"https://s.example/{link.code}" for url, link in made.items()}
            self.to_social.waiting.append(json.dumps({"tweet": told.tweet_id, "links": links}))

    def keep(self, message: str) -> None:
        answer = json.loads(message)
        self.keeper.keep(answer["tweet"], answer["links"])

    def step(self) -> bool:
        moved = [
            self.stream.deliver(self.changed),
            self.to_links.deliver(self.shorten),
            self.to_social.deliver(self.keep),
        ]
        if self.rng.random() < 0.2:
            self.stream.redeliver(self.changed)
        return any(moved)

    def settle(self) -> None:
        while self.step():
            pass

    def codes(self, tweet: Entry) -> dict[str, str]:
        entry = self.tables.entries[tweet.id]
        return {url: short.rpartition("/")[2] for url, short in entry.links.items()}


@under_schedules
def test_X5_every_address_has_one_link_however_often_it_is_told_of(seed: int) -> None:
    world = World(seed)
    tweets = [world.post(number) for number in range(5)]
    world.stream.put(b"{corrupt", key="x")
    world.settle()
    for number, tweet in enumerate(tweets):
        codes = world.codes(tweet)
        targets = {url: world.links.links[code].target for url, code in codes.items()}
        wanted = (f"https://a.example/{number}", f"https://b.example/{number}")
        assert targets == {url: url for url in wanted}
        assert world.copies.entries[tweet.id] == world.tables.entries[tweet.id]
    assert len(world.links.links) == 2 * len(tweets)
    assert list(world.quarantine.kept.values()) == [b"{corrupt"]


@under_schedules
def test_S3_a_tweet_deleted_at_any_moment_stays_deleted(seed: int) -> None:
    world = World(seed)
    tweet = world.post(1)
    for _ in range(world.rng.randrange(8)):
        world.step()
    world.tweets.bury(tweet, at=tweet.at + 1)
    world.copies.entries[tweet.id] = world.tables.entries[tweet.id]  # as whoever deletes does
    world.settle()
    assert (world.tables.entries[tweet.id].links, world.tables.entries[tweet.id].text) == ({}, "")
    assert world.copies.entries[tweet.id].deleted_at is not None


@under_schedules
def test_X12_an_author_erased_at_any_moment_has_no_link_afterwards(seed: int) -> None:
    world = World(seed)
    tweet = world.post(1)
    for _ in range(world.rng.randrange(8)):
        world.step()
    world.departures.note(AUTHOR)
    for link in list(world.links.links.values()):
        world.links.bury(link)
    del world.tables.entries[tweet.id]
    world.copies.entries[tweet.id] = tweet.buried(tweet.at + 1)
    world.settle()
    assert [link for link in world.links.links.values() if link.owner_id == AUTHOR] == []
    assert tweet.id not in world.tables.entries
    assert world.copies.entries[tweet.id].deleted_at is not None
