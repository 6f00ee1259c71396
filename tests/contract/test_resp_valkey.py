"""The small Valkey client against a real, cluster-enabled Valkey."""

import pytest

from core.cache import CacheDown
from core.resp import RespClient
from links.adapters.hot_cache import HotCache


@pytest.fixture
def client(empty_valkey: str) -> RespClient:
    return RespClient(endpoint=empty_valkey, budget=10.0)


def test_get_set_and_nil(client: RespClient) -> None:
    assert client.call("SET", "k", "välue\r\n", "EX", 60, "NX") == b"OK"
    assert client.call("SET", "k", "other", "EX", 60, "NX") is None
    assert client.call("GET", "k") == "välue\r\n".encode()
    assert client.call("GET", "none") is None


def test_a_pipeline_over_different_slots(client: RespClient) -> None:
    assert client.pipeline([("SET", f"k{n}", n) for n in range(20)]) == [b"OK"] * 20
    assert client.pipeline([("GET", f"k{n}") for n in range(20)]) == [b"%d" % n for n in range(20)]


def test_a_command_over_two_slots_is_refused(client: RespClient) -> None:
    with pytest.raises(CacheDown, match="CROSSSLOT"):
        client.call("MGET", "a", "b")


def test_a_megabyte_there_and_back(client: RespClient) -> None:
    value = b"\0\r\n$" * 262_144
    client.call("SET", "big", value)
    assert client.call("GET", "big") == value


def test_filling_does_not_overwrite_and_replacing_only_what_was_seen(client: RespClient) -> None:
    cache = HotCache(client=client)
    cache.fill("c", "1|new", ttl=60)
    cache.fill("c", "0|old", ttl=60)
    assert cache.get("c") == "1|new"
    cache.replace("c", "0|old", "2|older", ttl=60)
    assert cache.get("c") == "1|new"
    cache.replace("c", "1|new", "2|newest", ttl=60)
    assert cache.get("c") == "2|newest"
    assert client.call("TTL", "link:c") in range(1, 61)


def test_attempts_count_by_link_and_network_and_end_by_themselves(client: RespClient) -> None:
    cache = HotCache(client=client)
    assert [cache.count("c", "n")[0] for _ in range(3)] == [1, 2, 3]
    assert cache.count("c", "other")[0] == 1
    assert 0 < cache.count("c", "n")[1] <= 60
