"""What social reads of clicks is what the links' own statistics say, whatever is stored."""

import random
from collections.abc import Iterator
from datetime import timedelta

import boto3
import pytest
from moto import mock_aws

from contracts.tables.links import CLICKS
from links.adapters.click_chain import ClickChain
from links.adapters.click_store import DynamoClicks
from links.adapters.departures import DynamoDepartures
from links.counting.live import hour_key
from links.counting.rollup import Weighed
from links.counting.stats import LinkStatistics
from links.counting.tallies import Tally
from links.ports import Departures
from social.adapters.link_clicks import LinkClicks
from tests.fakes.core import FakeCache, FakeClock
from tests.fakes.links import FakeDepartures
from tests.tables import create_table

CODE, SHORT = "aB3xY9z", "https://s.example/aB3xY9z"
SEEDS = range(12)


class Both(DynamoClicks, ClickChain):
    """Both adapters of the table."""


class World:
    def __init__(self) -> None:
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, CLICKS)
        self.clock, self.cache = FakeClock(), FakeCache()
        self.store = Both(client=client, table=CLICKS.name)
        self.theirs = LinkStatistics(store=self.store, cache=self.cache, clock=self.clock)
        self.ours = LinkClicks(client=client, table=CLICKS.name, cache=self.cache, clock=self.clock)

    def agreed(self) -> int:
        """The number both give."""
        today = self.clock.now().date()
        theirs = self.theirs.of(CODE, first=today, last=today).humans
        assert self.ours.of([SHORT]) == {SHORT: theirs}
        return theirs

    def hour(self, back: int) -> str:
        return f"{self.clock.now() - timedelta(hours=back):%Y-%m-%dT%H}"

    def day(self, back: int) -> str:
        return f"{self.clock.now() - timedelta(days=back):%Y-%m-%d}"

    def fill(self, rng: random.Random) -> None:
        """Hours and days, rolled up or not, in any state the roll-up may leave them in."""
        for back in rng.sample(range(120), rng.randrange(1, 40)):
            again = Tally(humans=rng.randrange(3))
            weighed = Weighed(rng.randrange(1, 9), Tally(humans=rng.randrange(50), bots=9), again)
            self.store.put_hours(self.hour(back), [(CODE, weighed), ("other", weighed)])
        for back in rng.sample(range(90), rng.randrange(20)):
            day = Weighed(rng.randrange(1, 60), Tally(humans=rng.randrange(500)))
            self.store.put_day(CODE, self.day(back), day)
        for back in range(4):
            if rng.random() < 0.5:
                self.store.seal(self.hour(back))
            if rng.random() < 0.7:
                counted = {"h": rng.randrange(60), "b": 3, "c:DE": 2}
                self.cache.add_to_hash(hour_key(CODE, self.hour(back)), counted, ttl=3600)


@pytest.fixture
def world() -> Iterator[World]:
    with mock_aws():
        yield World()


def test_a_link_nobody_opened_has_no_clicks(world: World) -> None:
    assert world.agreed() == 0


@pytest.mark.parametrize("seed", SEEDS)
def test_both_give_the_same_number(world: World, seed: int) -> None:
    world.fill(random.Random(seed))
    world.agreed()


@pytest.mark.parametrize("seed", SEEDS)
def test_X3_both_give_the_same_number_without_the_cache(world: World, seed: int) -> None:
    world.fill(random.Random(seed))
    world.cache.down = True
    world.agreed()


def test_a_click_is_seen_before_it_is_rolled_up(world: World) -> None:
    world.cache.add_to_hash(hour_key(CODE, world.hour(0)), {"h": 3, "b": 1}, ttl=3600)
    assert world.agreed() == 3


@pytest.fixture(params=["fake", "dynamodb"])
def departures(request: pytest.FixtureRequest) -> Iterator[Departures]:
    if request.param == "fake":
        yield FakeDepartures()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, CLICKS)
        yield DynamoDepartures(client=client, table=CLICKS.name)


def test_X12_who_left_is_known_and_nobody_else(departures: Departures) -> None:
    for _ in range(2):
        departures.note("u-ada")
    assert departures.knows("u-ada")
    assert not departures.knows("u-eve")
