"""Clicks under every schedule of failures: totals equal distinct events (X5, L9)."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from contracts.tables.links_clicks import place
from links.counting.consuming import ClickConsumer, Record
from links.counting.rollup import Weighed
from links.counting.tallies import Tally
from tests.fakes.clicks import Crash, Crashing, FakeClicks, FakeLiveCounters, a_click
from tests.faults.clicks_world import START, World
from tests.faults.kinesis_driver import Properties
from tests.faults.schedules import under_schedules


@under_schedules
def test_L9_X5_hours_days_and_total_equal_distinct_events(seed: int, mapping: Properties) -> None:
    """Duplicates, shuffles, crashes before and after each effect, replays, reshards, redrives."""
    world = a_world_of_faults(seed, mapping)
    world.assert_counted()


def a_world_of_faults(seed: int, properties: Properties) -> World:
    """In which everything happened and is over."""
    rng = random.Random(seed)
    world = World(rng, properties)
    steps: list[Callable[[], object]] = [
        world.click,
        world.click,
        world.click,
        lambda: world.stream.deliver(world.handle),
        lambda: world.stream.redeliver(world.handle),
        lambda: world.stream.reshard(rng.randint(1, 3)),
        world.run_rollup,
        lambda: world.wait(rng.randrange(3_000)),
    ]
    for _ in range(rng.randrange(40, 120)):
        rng.choice(steps)()
    world.finish()
    return world


@pytest.mark.parametrize(
    ("change", "loses"),
    [
        ({"BisectBatchOnFunctionError": True}, False),
        ({"BatchSize": 2}, False),
        ({"MaximumRetryAttempts": 0}, True),
        ({"MaximumRecordAgeInSeconds": 60}, True),
        ({"ParallelizationFactor": 2}, True),
        ({"FunctionResponseTypes": ["ReportBatchItemFailures"]}, False),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_X5_the_mapping_as_declared_is_what_keeps_every_click(
    change: Properties, loses: bool, mapping: Properties
) -> None:
    """The same faults under another mapping: what would lose clicks is seen to lose them."""
    worlds = [a_world_of_faults(seed, {**mapping, **change}) for seed in range(40)]
    assert any(world.lost() for world in worlds) == loses


def test_X5_only_the_corrupt_record_is_set_aside_with_reason_and_content(
    mapping: Properties,
) -> None:
    world = World(random.Random(7), mapping)
    for _ in range(5):
        world.click()
    world.stream.put(b"no click", key="x")
    for _ in range(5):
        world.click()
    world.finish()
    world.assert_counted()
    ((reason, content),) = world.quarantine.kept.values()
    assert content == b"no click"
    assert "JSON" in reason


def test_L9_an_older_roll_up_that_finishes_last_erases_no_late_clicks() -> None:
    table = FakeClicks()
    newer, older = Tally(humans=3), Tally(humans=2)
    table.put_hours("2026-11-23T11", [("aB3xY9z", Weighed(2, newer))])
    table.put_hours("2026-11-23T11", [("aB3xY9z", Weighed(1, older))])
    assert table.hours("aB3xY9z", first="", last="~")["2026-11-23T11"].tally.humans == 3


def test_L9_a_redrive_after_the_roll_up_changes_nothing(mapping: Properties) -> None:
    world = World(random.Random(3), mapping)
    for _ in range(30):
        world.click()
    world.finish()
    before = dict(world.table.day_items)
    for _ in range(20):
        world.stream.redeliver(world.handle)
    world.finish()
    assert world.table.day_items == before


def test_L9_clicks_that_come_after_their_day_was_rolled_up_are_added(mapping: Properties) -> None:
    world = World(random.Random(5), mapping)
    for _ in range(20):
        world.click()
    world.finish()
    world.click()
    world.finish()
    world.assert_counted()


def test_live_counters_count_each_record_once(mapping: Properties) -> None:
    live = FakeLiveCounters()
    world = World(random.Random(11), mapping, live=live)
    world.click()
    data = world.stream.shards["shardId-000000000000"].lanes[0].records[0].data
    record = Record("s", place("1"), data)
    for _ in range(3):
        world.consumer(world.table).consume([record])
    assert len(live.counted) == 1


def test_a_promise_that_is_not_kept_leaves_its_hour_due(mapping: Properties) -> None:
    world = World(random.Random(1), mapping)
    click = a_click(1)
    chain = Crashing(world.table, at=4)  # end, promise, mark, and killed before the segment
    consumer = ClickConsumer(
        chain=chain,
        quarantine=world.quarantine,
        live=world.live,
        ids=world.ids,
        read=lambda _data: click,
    )
    with pytest.raises(Crash):
        consumer.consume([Record("s", place("1"), b"")])
    world.clock.time = START + timedelta(days=2)
    world.rollup(world.table).run()
    assert click.hour in world.table.marks
