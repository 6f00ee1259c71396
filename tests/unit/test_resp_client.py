"""The small Valkey client against servers that misbehave (X3). Attempts are counted, not time."""

import threading
from collections.abc import Callable

import pytest

from core.breaker import Breaker
from core.cache import CacheDown
from core.resp import RespClient
from core.resp_wire import slot_of
from infra.local.ports import free
from tests.fakes.core import FakeMonotonic
from tests.fakes.resp_server import ScriptedServer

PATIENT = 5.0
SHORT = 0.3  # for what is never answered, yet long enough to be asked


def ok(_command: list[bytes]) -> bytes:
    return b"+OK\r\n"


def says(reply: bytes | None) -> Callable[[list[bytes]], bytes | None]:
    return lambda _command: reply


def test_a_command_is_one_round_trip_on_a_kept_connection() -> None:
    trips: list[int] = []
    with ScriptedServer(ok) as server:
        client = RespClient(endpoint=server.endpoint, budget=PATIENT, on_trip=trips.append)
        assert [client.call("PING"), client.call("PING")] == [b"OK", b"OK"]
        assert (server.connections, trips) == (1, [1, 1])
        client.close()


def test_a_pipeline_is_one_round_trip() -> None:
    trips: list[int] = []
    with ScriptedServer(lambda command: b":%d\r\n" % len(command)) as server:
        client = RespClient(endpoint=server.endpoint, budget=PATIENT, on_trip=trips.append)
        assert client.pipeline([("GET", "a"), ("GET", "b"), ("PING",)]) == [2, 2, 1]
        assert trips == [3]


def test_X3_refused_connections_open_the_breaker_after_three() -> None:
    clock = FakeMonotonic()
    breaker = Breaker(clock=clock)
    client = RespClient(endpoint=f"127.0.0.1:{free()}", breaker=breaker)
    for _ in range(3):
        with pytest.raises(CacheDown, match="no answer"):
            client.call("GET", "a")
    with pytest.raises(CacheDown, match="breaker"):
        client.call("GET", "a")


def test_X3_a_silent_server_gets_three_commands_and_then_peace() -> None:
    clock = FakeMonotonic()
    with ScriptedServer(says(None)) as server:
        breaker = Breaker(clock=clock)
        client = RespClient(endpoint=server.endpoint, budget=SHORT, breaker=breaker)
        for _ in range(20):
            with pytest.raises(CacheDown):
                client.call("GET", "a")
        assert len(server.commands) == 3


def test_X3_the_breaker_closes_by_itself_when_the_server_is_back() -> None:
    clock = FakeMonotonic()
    with ScriptedServer(says(None)) as server:
        breaker = Breaker(clock=clock, cool_down=2.0)
        client = RespClient(endpoint=server.endpoint, budget=SHORT, breaker=breaker)
        for _ in range(3):
            with pytest.raises(CacheDown):
                client.call("GET", "a")
        server.script = ok
        clock.advance(2.0)
        client = RespClient(endpoint=server.endpoint, budget=PATIENT, breaker=breaker)
        assert client.call("GET", "a") == b"OK"
        assert not breaker.open


def test_a_late_reply_never_answers_the_next_command() -> None:
    release = threading.Event()

    def late(command: list[bytes]) -> bytes:
        if command[1] == b"slow":
            release.wait(10)
            return b"$4\r\nslow\r\n"
        return b"$4\r\nfast\r\n"

    with ScriptedServer(late) as server:
        client = RespClient(endpoint=server.endpoint, budget=SHORT)
        with pytest.raises(CacheDown):
            client.call("GET", "slow")
        release.set()
        client._budget = PATIENT  # the rest of this test must not depend on the machine
        assert client.call("GET", "fast") == b"fast"


def test_an_idle_connection_the_server_closed_is_replaced_without_a_failure() -> None:
    with ScriptedServer(ok) as server:
        breaker = Breaker(failures=1)
        client = RespClient(endpoint=server.endpoint, budget=PATIENT, breaker=breaker)
        client.call("PING")
        server.hang_up()
        assert client.call("PING") == b"OK"
        assert not breaker.open
        assert len(server.commands) == 2


def test_a_hang_up_on_a_new_connection_is_no_answer_and_not_tried_again() -> None:
    with ScriptedServer(says(b"")) as server:
        with pytest.raises(CacheDown):
            RespClient(endpoint=server.endpoint, budget=PATIENT).call("GET", "a")
        assert len(server.commands) == 1


def test_X3_out_of_memory_refuses_writes_and_leaves_the_breaker_closed() -> None:
    with ScriptedServer(says(b"-OOM command not allowed\r\n")) as server:
        breaker = Breaker(failures=1)
        client = RespClient(endpoint=server.endpoint, budget=PATIENT, breaker=breaker)
        with pytest.raises(CacheDown, match="OOM"):
            client.call("SET", "a", "b")
        assert not breaker.open


@pytest.mark.parametrize("kind", ["LOADING", "CLUSTERDOWN", "MASTERDOWN"])
def test_a_server_that_says_it_is_unwell_counts_as_a_failure(kind: str) -> None:
    with ScriptedServer(says(f"-{kind} wait\r\n".encode())) as server:
        breaker = Breaker(failures=1)
        client = RespClient(endpoint=server.endpoint, budget=PATIENT, breaker=breaker)
        with pytest.raises(CacheDown):
            client.call("GET", "a")
        assert breaker.open


def test_no_resp_at_all_is_down() -> None:
    with (
        ScriptedServer(says(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server,
        pytest.raises(CacheDown),
    ):
        RespClient(endpoint=server.endpoint, budget=PATIENT).call("GET", "a")


def test_a_moved_slot_is_followed_and_the_whole_map_learnt_once() -> None:
    slot = slot_of(b"a")
    with ScriptedServer(ok) as other:
        here = f"127.0.0.1:{other.port}"
        slots = (
            b"*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n$9\r\n127.0.0.1\r\n:%d\r\n$2\r\nid\r\n" % other.port
        )

        def cluster(command: list[bytes]) -> bytes:
            return slots if command[0] == b"CLUSTER" else b"+there\r\n"

        other.script = cluster
        with ScriptedServer(says(f"-MOVED {slot} {here}\r\n".encode())) as seed:
            trips: list[int] = []
            client = RespClient(endpoint=seed.endpoint, budget=PATIENT, on_trip=trips.append)
            assert client.call("GET", "a") == b"there"
            assert len(trips) == 3
            assert client.call("GET", "zzz") == b"there"
            assert len(trips) == 4
            assert len(seed.commands) == 1


def test_ask_is_followed_once_and_not_remembered() -> None:
    slot = slot_of(b"a")
    with ScriptedServer(says(b"+asked\r\n")) as other:
        ask = f"-ASK {slot} 127.0.0.1:{other.port}\r\n".encode()
        with ScriptedServer(says(ask)) as seed:
            client = RespClient(endpoint=seed.endpoint, budget=PATIENT)
            assert client.call("GET", "a") == b"asked"
            assert [c[0] for c in other.commands] == [b"ASKING", b"GET"]
            client.call("GET", "a")
            assert len(seed.commands) == 2


def test_two_nodes_that_send_us_to_each_other_are_given_up() -> None:
    with ScriptedServer(ok) as one, ScriptedServer(ok) as two:
        one.script = says(f"-MOVED 1 127.0.0.1:{two.port}\r\n".encode())
        two.script = says(f"-MOVED 1 127.0.0.1:{one.port}\r\n".encode())
        with pytest.raises(CacheDown):
            RespClient(endpoint=one.endpoint, budget=PATIENT).call("GET", "a")
        assert len(one.commands) + len(two.commands) <= 8


def test_many_threads_share_a_client() -> None:
    with ScriptedServer(lambda c: b"$%d\r\n%b\r\n" % (len(c[1]), c[1])) as server:
        client = RespClient(endpoint=server.endpoint, budget=PATIENT)
        wrong: list[str] = []

        def ask(name: str) -> None:
            for n in range(30):
                if client.call("GET", f"{name}-{n}") != f"{name}-{n}".encode():
                    wrong.append(name)

        threads = [threading.Thread(target=ask, args=(f"t{i}",)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert server.connections <= 8
