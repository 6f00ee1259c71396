"""How many shards, warm units and quotas a peak needs."""

from pathlib import Path

import pytest

from infra.config import PROD, stage_named
from infra.sizing import (
    FULL,
    NEW_TABLE,
    PEAKS,
    SEARCH_UNITS,
    SHARD_BYTES,
    SHARD_RECORDS,
    TASK_BYTES,
    TWEET_COUNT_UNITS,
    TWEET_ITEM_UNITS,
    concurrency,
    page,
    quotas,
    shards_for,
    social_shards,
    social_work_shards,
    warm_tables,
)
from tests.bench.counted import kept
from tests.bench.writing_units import Written

QUOTAS = Path(__file__).resolve().parents[2] / "docs" / "quotas.md"


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


def test_the_page_of_quotas_is_what_the_sizes_say() -> None:
    """``python -m infra.sizing`` writes it anew."""
    assert QUOTAS.read_text() == page(PEAKS)


def test_production_has_the_shards_of_the_peak() -> None:
    assert PROD.click_shards == shards_for(per_second=PEAKS.redirects, record_bytes=512)


def test_the_peaks_of_social_need_both_lanes_alike() -> None:
    assert social_shards(PEAKS) == 26
    assert social_work_shards(PEAKS) % 2 == 0
    assert social_work_shards(PEAKS) * SHARD_BYTES * FULL >= PEAKS.tweets * TASK_BYTES


def test_as_many_run_at_once_as_arrive_while_one_runs() -> None:
    assert concurrency(per_second=800, ms=1000) == 1000
    assert concurrency(per_second=8_000, ms=10) == 100


def test_sizes_are_made_of_what_the_bench_counted() -> None:
    tweet = kept("tweet", Written)
    assert tweet.write_units == TWEET_ITEM_UNITS + TWEET_COUNT_UNITS
    assert tweet.search_writes == pytest.approx(SEARCH_UNITS, rel=0.05)
    assert tweet.work_bytes == TASK_BYTES


def test_only_tables_that_need_it_are_warm_and_only_where_it_is_asked_for() -> None:
    warm = warm_tables(PEAKS)
    assert set(warm) == {"tweets", "reactions", "social-postings"}
    assert all(each.writes > NEW_TABLE.writes for each in warm.values())
    assert stage_named("prod", given={"warm": "true"}).warm == warm
    assert not PROD.warm


def test_a_quota_is_raised_where_more_is_needed_than_given() -> None:
    raised = {(q.service, q.name) for q in quotas(PEAKS) if q.raised}
    assert ("API Gateway", "Throttle rate") in raised
    assert ("Kinesis", "Shards per region") not in raised
