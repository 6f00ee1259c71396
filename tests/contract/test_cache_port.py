"""The Cache port: the same facts hold for the fake and for a real cluster-enabled Valkey."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.cache import Cache
from core.valkey import ValkeyCache
from tests.fakes.core import FakeCache


@pytest.fixture(params=["fake", "valkey"])
def cache(request: pytest.FixtureRequest) -> Iterator[Cache]:
    if request.param == "fake":
        yield FakeCache()
        return
    # A generous budget: these tests are about answers, and the machine may be busy.
    real = ValkeyCache(endpoint=request.getfixturevalue("empty_valkey"), budget=5.0)
    yield real
    real.close()


def test_a_missing_key_is_none(cache: Cache) -> None:
    assert cache.get("nothing") is None


def test_a_stored_value_comes_back_whole(cache: Cache) -> None:
    text = 'naïve ☃ 😀 "quoted" \\ \n'
    assert cache.put("k", text, ttl=60) is True
    assert cache.get("k") == text


def test_a_later_put_replaces(cache: Cache) -> None:
    cache.put("k", "old", ttl=60)
    cache.put("k", "new", ttl=60)
    assert cache.get("k") == "new"


def test_a_fill_never_replaces_what_is_there(cache: Cache) -> None:
    cache.put("k", "written", ttl=60)
    assert cache.put("k", "stale fill", ttl=60, if_absent=True) is False
    assert cache.get("k") == "written"


def test_a_fill_of_an_absent_key_is_stored(cache: Cache) -> None:
    assert cache.put("k", "fill", ttl=60, if_absent=True) is True
    assert cache.get("k") == "fill"


def test_many_keys_of_different_slots_are_read_together(cache: Cache) -> None:
    items = {f"link:{n}": f"v{n}" for n in range(50)}
    cache.put_many(items, ttl=60)
    assert cache.get_many([*items, "link:absent"]) == items


def test_put_many_can_leave_what_is_there(cache: Cache) -> None:
    cache.put("a", "kept", ttl=60)
    cache.put_many({"a": "x", "b": "y"}, ttl=60, if_absent=True)
    assert cache.get_many(["a", "b"]) == {"a": "kept", "b": "y"}


def test_nothing_asked_nothing_found(cache: Cache) -> None:
    cache.put_many({}, ttl=60)
    cache.delete()
    assert cache.get_many([]) == {}


def test_deleted_keys_of_different_slots_are_gone(cache: Cache) -> None:
    cache.put_many({"a": "1", "b": "2", "c": "3"}, ttl=60)
    cache.delete("a", "b", "never was")
    assert cache.get_many(["a", "b", "c"]) == {"c": "3"}


def test_a_counter_counts_and_says_when_it_resets(cache: Cache) -> None:
    assert [cache.count("n", window=60).value for _ in range(3)] == [1, 2, 3]
    counted = cache.count("n", window=60, by=7)
    assert counted.value == 10
    assert 1 <= counted.resets_in <= 60


def test_a_counters_window_is_set_once(cache: Cache) -> None:
    cache.count("n", window=1000)
    assert cache.count("n", window=5).resets_in > 5


def test_hash_fields_add_up(cache: Cache) -> None:
    cache.add_to_hash("h", {"clicks": 2, "DE": 1}, ttl=60)
    cache.add_to_hash("h", {"clicks": 3, "FR": 1}, ttl=60)
    cache.add_to_hash("h", {}, ttl=60)
    assert cache.get_hash("h") == {"clicks": "5", "DE": "1", "FR": "1"}


def test_a_missing_hash_is_empty(cache: Cache) -> None:
    assert cache.get_hash("h") == {}


def test_a_sketch_counts_different_members(cache: Cache) -> None:
    cache.add_to_sketch("s", ["ada", "bob"], ttl=60)
    cache.add_to_sketch("s", ["bob", "eve"], ttl=60)
    cache.add_to_sketch("s", [], ttl=60)
    assert cache.sketch_size("s") == 3
    assert cache.sketch_size("none") == 0


def test_unions_of_sketches_count_a_member_once(cache: Cache) -> None:
    cache.add_to_sketches({"{a}:1": ["ada", "bob"], "{a}:2": ["bob"], "{b}:1": ["eve"]}, ttl=60)
    cache.add_to_sketches({"{a}:1": []}, ttl=60)
    groups = [["{a}:1", "{a}:2", "{a}:none"], ["{b}:1"], [], ["{c}:none"], ["{a}:2"]]
    assert cache.union_sizes(groups) == [2, 1, 0, 0, 1]
    assert cache.union_sizes([]) == []


def test_concurrent_counts_lose_nothing(empty_valkey: str) -> None:
    cache = ValkeyCache(endpoint=empty_valkey, budget=5.0)
    cache.count("n", window=60)
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: cache.count("n", window=60).value, range(200)))
    assert sorted(seen) == list(range(2, 202))
    cache.close()
