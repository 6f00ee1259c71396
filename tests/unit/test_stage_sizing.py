"""How many shards a peak needs."""

import pytest

from infra.sizing import FULL, SHARD_BYTES, SHARD_RECORDS, shards_for


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
