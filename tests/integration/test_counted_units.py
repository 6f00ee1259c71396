"""P15: what the costs are worked out from is what the product uses today.

Counted again are the units that come out the same on every machine; processor time is not. Where
one of these fails, ``make bench`` counts anew (or ``python -m tests.bench`` with ``writing``,
``tweet``, ``watching``, ``home`` or ``cost``).
"""

from dataclasses import asdict

import pytest

from core.resp import RespClient
from social.adapters.timelines import ValkeyTimelines
from tests.bench.authorizer_units import Judged, judged
from tests.bench.counted import kept
from tests.bench.home_cost import HomeUnits
from tests.bench.redirect_cost import Handler, visited
from tests.bench.social_fanout import write_units
from tests.bench.social_home import counted_reads
from tests.bench.video_cost import counted_video
from tests.bench.video_units import Served, served
from tests.bench.writing_units import Written, link_made, tweet_posted

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
