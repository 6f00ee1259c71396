"""X3: Valkey refused, black-holed, slow, out of memory, flushed. Attempts are counted, not time."""

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import pytest
import valkey

from core.breaker import Breaker
from core.cache import CacheDown
from core.valkey import BUDGET, ValkeyCache
from infra.local.ports import free
from tests.conftest import start_valkey
from tests.e2e.waiting import eventually
from tests.fakes.core import FakeMonotonic

T = TypeVar("T")


class Trap:
    """A server that accepts, reads and never answers."""

    def __init__(self) -> None:
        self._callers: list[object] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self._server.getsockname()[1]}"

    @property
    def connections(self) -> int:
        """How many it got until now: connections are taken in turn, so ours comes after all."""
        with socket.create_connection(self._server.getsockname()) as ours:
            eventually(lambda: ours.getsockname() in self._callers)
            return self._callers.index(ours.getsockname())

    def close(self) -> None:
        self._server.close()
        for held in self._held:
            held.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, caller = self._server.accept()
            except OSError:
                return
            self._held.append(connection)
            self._callers.append(caller)


@pytest.fixture
def trap() -> Iterator[Trap]:
    server = Trap()
    yield server
    server.close()


def asked(cache: ValkeyCache, times: int) -> int:
    """How many of so many reads raised CacheDown."""
    failures = 0
    for n in range(times):
        try:
            cache.get(f"k{n}")
        except CacheDown:
            failures += 1
    return failures


def insisting(ask: Callable[[], T], clock: FakeMonotonic | None = None) -> T:
    """The answer, at last: each attempt has its budget, and on a busy machine one may miss it."""
    for _ in range(100):
        with suppress(CacheDown):
            return ask()
        if clock is not None:
            clock.advance(2.1)
    raise AssertionError("the cache never answered")


@contextmanager
def stats_since(endpoint: str) -> Iterator[dict[str, int]]:
    """Calls per command that the server saw inside the block."""
    host, port = endpoint.split(":")
    calls: dict[str, int] = {}
    with valkey.Valkey(host=host, port=int(port), decode_responses=True) as client:
        client.config_resetstat()
        yield calls
        stats = client.info("commandstats")
        calls.update({name.removeprefix("cmdstat_"): s["calls"] for name, s in stats.items()})


def test_X3_the_budget_is_fifty_milliseconds_and_there_are_no_retries(empty_valkey: str) -> None:
    assert BUDGET == 0.05
    cache = ValkeyCache(endpoint=empty_valkey, breaker=Breaker(failures=1_000))
    insisting(lambda: cache.put("k", "v", ttl=60))
    options = cache._node("k").connection_pool.connection_kwargs
    assert options["socket_timeout"] == options["socket_connect_timeout"] == BUDGET
    assert options["retry"]._retries == 0
    cache.close()


def test_X3_refused_every_call_says_so_and_the_breaker_opens() -> None:
    breaker = Breaker(failures=2, clock=FakeMonotonic())
    cache = ValkeyCache(endpoint=f"127.0.0.1:{free()}", breaker=breaker)
    assert asked(cache, 10) == 10
    assert breaker.open


def test_X3_a_black_hole_is_waited_for_twice_and_then_left_alone(trap: Trap) -> None:
    breaker = Breaker(failures=2, clock=FakeMonotonic())
    cache = ValkeyCache(endpoint=trap.endpoint, breaker=breaker)
    assert asked(cache, 20) == 20
    assert trap.connections == 2


def test_X3_after_the_cool_down_one_caller_probes(trap: Trap) -> None:
    clock = FakeMonotonic()
    cache = ValkeyCache(
        endpoint=trap.endpoint, breaker=Breaker(failures=2, cool_down=2.0, clock=clock)
    )
    asked(cache, 5)
    clock.advance(2.1)
    asked(cache, 5)
    assert trap.connections == 3


def test_X3_a_server_too_slow_counts_as_down_and_comes_back_by_itself() -> None:
    server = start_valkey()
    endpoint = f"{server.host}:{server.port}"
    clock = FakeMonotonic()
    breaker = Breaker(failures=2, cool_down=2.0, clock=clock)
    cache = ValkeyCache(endpoint=endpoint, breaker=breaker, budget=0.25)
    insisting(lambda: cache.put("k", "v", ttl=600), clock)
    with valkey.Valkey(host=server.host, port=server.port) as admin:
        process = int(admin.info("server")["process_id"])
    os.kill(process, signal.SIGSTOP)
    assert asked(cache, 6) == 6
    assert breaker.open
    os.kill(process, signal.SIGCONT)
    assert insisting(lambda: cache.get("k"), clock) == "v"
    assert not breaker.open
    cache.close()
    server.stop()


def test_X3_a_restarted_server_is_found_again() -> None:
    server = start_valkey()
    port = server.port
    breaker = Breaker(failures=2, clock=FakeMonotonic())
    cache = ValkeyCache(endpoint=f"127.0.0.1:{port}", breaker=breaker, budget=5.0)
    cache.put("k", "v", ttl=60)
    server.stop()
    assert asked(cache, 1) == 1
    again = start_valkey(port=port)
    assert cache.put("k", "v2", ttl=60)
    assert not breaker.open
    cache.close()
    again.stop()


def test_X3_out_of_memory_refuses_writes_keeps_reads_and_the_breaker_closed(
    empty_valkey: str,
) -> None:
    host, port = empty_valkey.split(":")
    breaker = Breaker(failures=2, clock=FakeMonotonic())
    cache = ValkeyCache(endpoint=empty_valkey, breaker=breaker, budget=5.0)
    cache.put("k", "v", ttl=600)
    with valkey.Valkey(host=host, port=int(port)) as admin:
        admin.config_set("maxmemory-policy", "noeviction")
        admin.config_set("maxmemory", "1")
        try:
            for _ in range(5):
                with pytest.raises(CacheDown):
                    cache.put("other", "v", ttl=60)
            with pytest.raises(CacheDown):
                cache.count("n", window=60)
            assert cache.get("k") == "v"
            assert not breaker.open
        finally:
            admin.config_set("maxmemory", "0")
    cache.close()


def test_X3_a_flushed_cache_is_an_empty_one(empty_valkey: str) -> None:
    host, port = empty_valkey.split(":")
    cache = ValkeyCache(endpoint=empty_valkey, budget=5.0)
    cache.put("k", "v", ttl=600)
    cache.count("n", window=60)
    with valkey.Valkey(host=host, port=int(port)) as admin:
        admin.flushall()
    assert cache.get("k") is None
    assert cache.count("n", window=60).value == 1
    cache.close()


def test_counting_is_one_command(empty_valkey: str) -> None:
    cache = ValkeyCache(endpoint=empty_valkey, budget=5.0)
    cache.get("warm")
    with stats_since(empty_valkey) as calls:
        for _ in range(10):
            cache.count("n", window=60)
    assert calls["eval"] == 10
    assert set(calls) <= {"eval", "incrby", "expire", "pttl", "info", "config|resetstat"}
    cache.close()


def test_a_value_of_another_type_is_refused_without_opening_the_breaker(empty_valkey: str) -> None:
    breaker = Breaker(failures=2, clock=FakeMonotonic())
    cache = ValkeyCache(endpoint=empty_valkey, breaker=breaker, budget=5.0)
    cache.put("text", "v", ttl=60)
    for _ in range(5):
        with pytest.raises(CacheDown):
            cache.get_hash("text")
    assert not breaker.open
    cache.close()
