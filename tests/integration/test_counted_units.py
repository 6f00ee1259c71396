"""P15: what the costs are worked out from is what the product uses today.

Counted again are the units that come out the same on every machine; processor time is not. Where
one of these fails, ``make bench`` counts anew (or ``python -m tests.bench`` with ``writing``,
``tweet``, ``watching``, ``home`` or ``cost``).
"""

from dataclasses import asdict

import pytest
from moto import mock_aws

from contracts.tables.links import CLICKS as CLICKS_TABLE
from core.ids import RandomIds
from core.resp import RespClient
from links.adapters.click_chain import ClickChain
from links.counting.clicked import read_click
from links.counting.consuming import ClickConsumer
from social.adapters.timelines import ValkeyTimelines
from tests.bench.authorizer_units import Judged, judged
from tests.bench.counted import kept
from tests.bench.counting_cost import filled, records, rollup_read_units
from tests.bench.home_cost import HomeUnits
from tests.bench.links_clicks import (
    BATCH,
    WRITES_PER_BATCH,
    Crowd,
    per_click,
    segment_units,
)
from tests.bench.metered import Meter
from tests.bench.redirect_cost import Counting, Handler, visited
from tests.bench.social_fanout import write_units
from tests.bench.social_home import counted_reads
from tests.bench.social_tweet import an_author
from tests.bench.tweet_rig import tweet_site
from tests.bench.tweet_times import TweetTimes, untimed
from tests.bench.video_cost import counted_video
from tests.bench.video_units import Served, served
from tests.bench.writing_units import FOLLOWERS, Written, link_made, local_dynamodb, tweet_posted
from tests.fakes.clicks import FakeLiveCounters, FakeQuarantine
from tests.tables import create_table

NEAR = 0.05
TIMED = {"cpu_ms"}


def test_P15_a_redirect_uses_what_was_counted(empty_valkey: str) -> None:
    _same(visited(empty_valkey, cpu_ms=0.0), kept("redirect", Handler))


def test_P15_a_verdict_of_the_authorizer_uses_what_was_counted() -> None:
    _same(judged(), kept("authorizer", Judged))


def test_P15_a_home_uses_what_was_counted(empty_valkey: str) -> None:
    _same(counted_reads(empty_valkey, cpu_ms=0.0), kept("home", HomeUnits))


def test_P15_a_new_link_uses_what_was_counted() -> None:
    _same(link_made(), kept("link", Written))


def test_P15_a_tweet_uses_what_was_counted() -> None:
    _same(tweet_posted(), kept("tweet", Written))


def test_P15_a_tweet_waits_for_what_was_counted() -> None:
    before = kept("tweet_times", TweetTimes)
    with tweet_site() as site:
        trips, waits = untimed(site, an_author(site, FOLLOWERS))
    assert trips == pytest.approx(before.cache_trips, rel=NEAR)
    assert waits == pytest.approx(before.fanning_wait_ms, rel=NEAR)


def test_P15_counting_a_click_uses_what_was_counted() -> None:
    before, click, clicks = kept("counting", Counting), per_click(Crowd(1)), 10 * BATCH
    assert click.write_units == pytest.approx(before.write_units, rel=NEAR)
    assert click.kept_bytes == pytest.approx(before.kept_bytes, rel=NEAR)
    reads = rollup_read_units(filled(clicks), clicks)
    assert reads == pytest.approx(before.read_units, rel=NEAR)


def test_P4_a_batch_of_clicks_writes_what_the_model_says() -> None:
    """The counter with its own adapter; the first batch also asks for the chain's end."""
    with mock_aws():
        plain = local_dynamodb()
        create_table(plain, CLICKS_TABLE)
        meter = Meter(local_dynamodb(), plain, (CLICKS_TABLE,))
        counter = ClickConsumer(
            chain=ClickChain(client=meter.client, table=CLICKS_TABLE.name),
            quarantine=FakeQuarantine(),
            live=FakeLiveCounters(),
            ids=RandomIds(),
            read=read_click,
        )
        counter.consume(records(Crowd(1), BATCH, first=0))
        meter.clear()
        counter.consume(records(Crowd(2), BATCH, first=BATCH))
    _, modelled = segment_units(Crowd(1))
    assert (meter.trips, meter.reads) == (WRITES_PER_BATCH, 0)
    assert meter.writes == pytest.approx(modelled * BATCH, rel=NEAR)


def test_P6_bringing_a_tweet_to_its_readers_writes_to_no_table(empty_valkey: str) -> None:
    client = RespClient(endpoint=empty_valkey, budget=30.0)
    assert write_units(ValkeyTimelines(client=client)) == 0


def test_P15_requests_of_video_use_what_was_counted() -> None:
    now, before = served(), counted_video()
    assert now.keys() == before.keys()
    for kind, units in now.items():
        _same(units, before[kind])


def _same(
    now: Handler | HomeUnits | Judged | Written | Served,
    before: Handler | HomeUnits | Judged | Written | Served,
) -> None:
    for name, value in asdict(now).items():
        if name not in TIMED:
            assert value == pytest.approx(asdict(before)[name], rel=NEAR), name
