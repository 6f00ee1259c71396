"""How many shards, nodes and warm units a peak needs; what a stage is given of them."""

import json
from pathlib import Path

import pytest

from infra.config import PROD, stage_named
from infra.sizing.capacity import (
    FOLLOWER_READS,
    FULL,
    HOME_READS,
    NEW_TABLE,
    SEARCH_UNITS,
    SHARD_BYTES,
    SHARD_RECORDS,
    TASK_BYTES,
    TWEET_COUNT_UNITS,
    TWEET_ITEM_UNITS,
    TWEET_READS,
    VERDICT_READS,
    concurrency,
    concurrency_of_requests,
    shards_for,
    social_shards,
    social_work_shards,
    view_shards,
    warm_tables,
)
from infra.sizing.peaks import BESIDE_A_HOME, HOME_BYTES, PEAKS, VISIT_SECONDS
from infra.sizing.running import API_MS, AUTHORIZER_MS, HOME_MS, REDIRECT_MS
from infra.sizing.streaming import (
    COUNTING_WRITES,
    END_WRITES,
    LOOKS_PER_FILM,
    REPORT_READS,
    REPORT_SECONDS,
    REPORT_WRITES,
    SEGMENT_SECONDS,
    START_WRITES,
    TRACKS,
    VERDICT_SECONDS,
)
from infra.sizing.valkey import FILLED, NODE_GIB, TIMELINE_BYTES, cache_shards
from tests.bench import bill_video
from tests.bench.cost import DYNAMODB_MS
from tests.bench.counted import FILE as COUNTED
from tests.bench.counted import kept
from tests.bench.counting_cost import billed_ms
from tests.bench.home_cost import HomeUnits
from tests.bench.video_cost import counted_video
from tests.bench.writing_units import Written

WEB = Path(__file__).resolve().parents[2] / "web" / "src"
AUTHORIZER_MB = 512


def test_the_peak_of_the_requirements_needs_ten_shards() -> None:
    assert shards_for(per_second=8_000, record_bytes=512) == 10


def test_large_records_need_shards_by_their_bytes() -> None:
    assert shards_for(per_second=8_000, record_bytes=2_000) == 20


def test_next_to_nothing_needs_one() -> None:
    assert shards_for(per_second=0, record_bytes=512) == 1


@pytest.mark.parametrize("per_second", [799, 800, 801, 12_345])
def test_no_shard_is_fuller_than_it_may_be(per_second: int) -> None:
    shards = shards_for(per_second=per_second, record_bytes=900)
    assert per_second / shards <= SHARD_RECORDS * FULL
    assert per_second * 900 / shards <= SHARD_BYTES * FULL


def test_production_has_the_shards_of_the_peak() -> None:
    assert PROD.click_shards == shards_for(per_second=PEAKS.redirects, record_bytes=512)


def test_the_peaks_of_social_need_both_lanes_alike() -> None:
    assert social_shards(PEAKS) == 26
    assert social_work_shards(PEAKS) % 2 == 0
    assert social_work_shards(PEAKS) * SHARD_BYTES * FULL >= PEAKS.tweets * TASK_BYTES


def test_views_of_all_streams_fit_into_their_shards() -> None:
    """Films of an hour: each second a part of 3,600 begins, and as many end."""
    assert view_shards(PEAKS) * SHARD_RECORDS * FULL >= 2 * 100_000_000 / 3_600


def test_timelines_of_everybody_fit_into_the_nodes() -> None:
    assert cache_shards(PEAKS) * NODE_GIB * 1024**3 * FILLED >= 500_000_000 * TIMELINE_BYTES


def test_as_many_run_at_once_as_arrive_while_one_runs() -> None:
    assert concurrency(per_second=800, ms=1000) == 1000
    assert concurrency(per_second=8_000, ms=10) == 100


def test_an_account_may_have_ten_requests_a_second_for_each_that_may_run() -> None:
    assert concurrency_of_requests(per_second=8_000) == 1_000


def test_sizes_of_social_are_made_of_what_the_bench_counted() -> None:
    tweet, home = kept("tweet", Written), kept("home", HomeUnits)
    assert tweet.write_units == TWEET_ITEM_UNITS + TWEET_COUNT_UNITS
    assert tweet.read_units == TWEET_READS + FOLLOWER_READS
    assert tweet.search_writes == pytest.approx(SEARCH_UNITS, rel=0.05)
    assert tweet.work_bytes == TASK_BYTES
    assert home.read_units == pytest.approx(HOME_READS, rel=0.05)
    assert home.answer_bytes == pytest.approx(HOME_BYTES, rel=0.05)
    assert home.lambda_ms() <= HOME_MS
    assert REDIRECT_MS < API_MS


def test_sizes_of_video_are_made_of_what_the_bench_counted() -> None:
    counted = counted_video()
    assert counted["start"].write_units == START_WRITES
    assert counted["end"].write_units == END_WRITES
    assert counted["views"].write_units == COUNTING_WRITES
    assert counted["progress"].write_units == REPORT_WRITES
    assert counted["progress"].read_units == REPORT_READS
    assert counted["progress"].told_records == 0
    assert (bill_video.SEGMENT_SECONDS, bill_video.TRACKS) == (SEGMENT_SECONDS, TRACKS)
    assert sum(bill_video.LOOKS.values()) == pytest.approx(LOOKS_PER_FILM)
    assert PROD.authorizer_ttl == VERDICT_SECONDS


def test_the_authorizer_takes_no_longer_than_is_planned() -> None:
    """As the bench counts it; an item and a signature where it has not."""
    assumed = {"trips": 1.0, "cpu_ms": 2.0, "read_units": 0.5}
    verdict = json.loads(COUNTED.read_text()).get("authorizer", assumed)
    waiting = verdict["trips"] * DYNAMODB_MS
    assert billed_ms(verdict["cpu_ms"], waiting, AUTHORIZER_MB) <= AUTHORIZER_MS
    assert verdict["read_units"] == VERDICT_READS


def test_our_own_client_reports_pings_and_asks_as_is_planned() -> None:
    """Its sources say so: nothing is planned for a client that nobody has."""
    player = (WEB / "watch" / "Player.svelte").read_text()
    assert f"const REPORT = {REPORT_SECONDS}_000;" in player
    assert f"const PING = {VISIT_SECONDS // 60} * 60_000;" in (WEB / "feed" / "line.ts").read_text()
    live = (WEB / "feed" / "live.svelte.ts").read_text()
    beside = [live.count("api.GET('/api/notifications/unread')"), live.count("api.POST('/api/live")]
    assert beside == [1, 1]
    assert sum(beside) == BESIDE_A_HOME


def test_only_tables_that_need_it_are_warm_and_only_where_it_is_asked_for() -> None:
    warm = warm_tables(PEAKS)
    assert {"tweets", "reactions", "social-postings", "api-keys"} < set(warm)
    assert all(each.writes >= NEW_TABLE.writes for each in warm.values())
    assert all(each.reads >= NEW_TABLE.reads for each in warm.values())
    assert NEW_TABLE not in warm.values()
    assert stage_named("prod", given={"warm": "true"}).warm == warm
    assert not PROD.warm


def test_a_stage_of_the_peaks_is_one_setting() -> None:
    stage = stage_named("prod", given={"peaks": "true"})
    assert stage.warm == warm_tables(PEAKS)
    assert stage.click_shards == PROD.click_shards
    assert stage.social_shards == social_shards(PEAKS)
    assert stage.social_work_shards == social_work_shards(PEAKS)
    assert stage.view_shards == view_shards(PEAKS)
    assert (stage.cache.shards, stage.cache.replicas) == (cache_shards(PEAKS), 1)
    assert stage.throttle == PROD.throttle
