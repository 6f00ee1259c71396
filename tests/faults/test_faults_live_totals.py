"""Live totals under producers that send twice: every event once (X5, L9)."""

import random
from datetime import timedelta

import pytest

from links.counting.live import ValkeyCounters
from links.counting.parts import LARGEST
from links.counting.stats import LinkStatistics
from tests.fakes.core import FakeCache, FakeClock
from tests.faults.clicks_world import CODES, START, World
from tests.faults.kinesis_driver import Event, Properties
from tests.faults.schedules import under_schedules


class Told:
    """A world whose live counters are those of the product, and what its owners are told."""

    def __init__(self, seed: int, mapping: Properties) -> None:
        clock = FakeClock(START)
        cache = FakeCache(clock=clock)
        self.world = World(
            random.Random(seed),
            mapping,
            live=ValkeyCounters(cache=cache, on_failure=lambda _clicks: None),
            clock=clock,
            minutes=50,
            largest=(LARGEST,),  # an hour that is rolled up while it is open has one part
        )
        self.stats = LinkStatistics(store=self.world.table, cache=cache, clock=clock)
        self.world.wait(50 * 60)

    def clicks(self, number: int) -> None:
        for _ in range(number):
            self.world.click()

    def cold(self, event: Event) -> None:
        """Every batch has a new sandbox, which remembers nothing."""
        self.world.consumer(self.world.table).consume(self.world.records(event))

    def roll_up(self) -> None:
        self.world.rollup(self.world.table).run()

    def totals(self) -> list[int]:
        today = START.date()
        return [self.stats.of(code, first=today, last=today).humans for code in CODES]

    def expected(self) -> list[int]:
        return [sum(1 for its in self.world.events.values() if its == code) for code in CODES]


@pytest.mark.parametrize("seed", range(20))
def test_L9_X5_a_repeat_is_noticed_by_the_sandbox_that_stored_its_first(
    seed: int, mapping: Properties
) -> None:
    told = Told(seed, mapping)
    consumer = told.world.consumer(told.world.table, remembered=100)
    told.clicks(30)
    told.world.stream.drain(lambda event: consumer.consume(told.world.records(event)))
    assert told.totals() == told.expected()


@pytest.mark.parametrize("seed", range(20))
def test_L9_X5_what_no_sandbox_noticed_is_right_after_the_next_roll_up(
    seed: int, mapping: Properties
) -> None:
    told = Told(seed, mapping)
    told.clicks(30)
    told.world.stream.drain(told.cold)
    told.roll_up()
    assert told.totals() == told.expected()


@pytest.mark.parametrize("seed", range(20))
def test_L9_X5_repeats_once_known_are_not_in_later_live_numbers(
    seed: int, mapping: Properties
) -> None:
    """The hour goes on: live counters still hold the repeats, what is told does not."""
    told = Told(seed, mapping)
    told.clicks(30)
    told.world.stream.drain(told.cold)
    told.roll_up()
    consumer = told.world.consumer(told.world.table, remembered=100)
    told.clicks(10)
    told.world.stream.drain(lambda event: consumer.consume(told.world.records(event)))
    assert told.totals() == told.expected()


@under_schedules
def test_L9_X5_after_any_faults_a_roll_up_makes_live_totals_exact(
    seed: int, mapping: Properties
) -> None:
    told = Told(seed, mapping)
    world = told.world
    for _ in range(6):
        told.clicks(world.rng.randrange(8))
        world.stream.deliver(world.handle)
        world.stream.redeliver(world.handle)
        world.run_rollup()
    world.stream.drain(world.handle)
    told.roll_up()
    assert told.totals() == told.expected()
    world.wait(timedelta(minutes=15).total_seconds())
    told.roll_up()
    assert told.totals() == told.expected()
