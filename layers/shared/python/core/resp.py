"""A small Valkey client for hot paths: RESP2, plain or TLS, cluster redirections, a time budget.

A command takes ``budget`` seconds at most, and as much again where it must connect first; it is
never tried again, and a breaker stops asking a cache that fails. Whatever goes wrong is
:class:`core.cache.CacheDown`.
Protocol: https://valkey.io/topics/protocol/ and https://valkey.io/topics/cluster-spec/.
"""

import socket
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from .breaker import Breaker
from .cache import CacheDown, CacheRefused
from .resp_wire import Broken, Ready, Refusal, Reply, ReplyReader, Words, packed, slot_of

Command = Words | Ready

UNWELL = ("LOADING", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN")
MOST_HOPS = 3


class Address(NamedTuple):
    host: str
    port: int


class _Stale(Exception):
    """A kept connection that the server had closed before it saw the command."""


class _Connection:
    def __init__(self, address: Address, *, tls: bool, timeout: float) -> None:
        self.address = address
        self.used = False
        sock = socket.create_connection(address, timeout=timeout)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = _secured(sock, address.host) if tls else sock
        self._reader = ReplyReader(self._receive)
        self._deadline = 0.0

    def send(self, data: bytes, deadline: float) -> None:
        self._deadline = deadline
        self._socket.settimeout(self._left())
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise (_Stale() if self.used else error) from error

    def read(self) -> Reply | Refusal:
        return self._reader.read()

    def close(self) -> None:
        self._socket.close()

    def _receive(self) -> bytes:
        self._socket.settimeout(self._left())
        try:
            data = self._socket.recv(65536)
        except ConnectionResetError as error:
            raise (_Stale() if self.used else error) from error
        if not data and self.used:
            raise _Stale
        self.used = (
            False  # from the first byte of a reply on, the command may have been carried out
        )
        return data

    def _left(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class RespClient:
    """Commands to a Valkey cluster, or to a single node. Threads may share it.

    ``endpoint``: ``host:port`` or ``host:port+tls``. ``on_trip`` hears of every round trip and the
    number of commands in it.
    """

    def __init__(
        self,
        *,
        endpoint: str,
        budget: float = 0.05,
        breaker: Breaker | None = None,
        on_trip: Callable[[int], None] | None = None,
    ) -> None:
        address, _, option = endpoint.partition("+")
        host, _, port = address.rpartition(":")
        self._seed = Address(host.strip("[]"), int(port))
        self._tls = option == "tls"
        self._budget = budget
        self._breaker = breaker or Breaker()
        self._on_trip = on_trip
        self._idle: dict[Address, list[_Connection]] = {}
        self._ranges: list[tuple[int, int, Address]] = []

    def call(self, *command: str | bytes | int) -> Reply:
        """One command. Raises CacheDown."""
        return self.pipeline([command])[0]

    def pipeline(self, commands: Sequence[Command]) -> list[Reply]:
        """Commands over any slots, one round trip per node. Raises CacheDown if any is refused."""
        if not self._breaker.allows():
            raise CacheDown("the breaker is open")
        try:
            replies = self._through(commands)
        except (OSError, Broken, _Stale) as error:
            self._breaker.failed()
            self._ranges = []  # a node may be gone; the seed knows who took over
            raise CacheDown(f"no answer: {type(error).__name__}") from error
        refusals = [r for r in replies if isinstance(r, Refusal)]
        if any(r.kind in UNWELL for r in refusals):
            self._breaker.failed()
        else:
            self._breaker.succeeded()
        if refusals:
            raise CacheRefused(refusals[0].kind)
        return [r for r in replies if not isinstance(r, Refusal)]

    def close(self) -> None:
        for connections in self._idle.values():
            while connections:
                connections.pop().close()

    def _through(self, commands: Sequence[Command]) -> list[Reply | Refusal]:
        """Sends each to its node, and what another node must answer on to that one."""
        deadline = time.monotonic() + self._budget
        replies: list[Reply | Refusal] = [None] * len(commands)
        waiting = self._by_node(commands, range(len(commands)))
        for _ in range(MOST_HOPS):
            for address, batch in waiting.items():
                answers = self._trip(address, [commands[i] for i in batch], deadline)
                for index, answer in zip(batch, answers, strict=True):
                    replies[index] = answer
            moved = [
                i for i, r in enumerate(replies) if isinstance(r, Refusal) and r.kind == "MOVED"
            ]
            for index, reply in enumerate(replies):
                if isinstance(reply, Refusal) and reply.kind == "ASK":
                    replies[index] = self._asking(reply, commands[index], deadline)
            if not moved:
                break
            first = replies[moved[0]]
            self._learn(first if isinstance(first, Refusal) else Refusal(""), deadline)
            waiting = self._by_node(commands, moved)
        return replies

    def _by_node(
        self, commands: Sequence[Command], which: Sequence[int]
    ) -> dict[Address, list[int]]:
        if not self._ranges:
            return {self._seed: list(which)}
        nodes: dict[Address, list[int]] = {}
        for index in which:
            nodes.setdefault(self._node(slot_of(_key(commands[index]))), []).append(index)
        return nodes

    def _node(self, slot: int) -> Address:
        for first, last, address in self._ranges:
            if first <= slot <= last:
                return address
        return self._seed

    def _asking(self, refusal: Refusal, command: Command, deadline: float) -> Reply | Refusal:
        return self._trip(_address(refusal, self._seed), [("ASKING",), command], deadline)[1]

    def _learn(self, moved: Refusal, deadline: float) -> None:
        """The whole map of slots, from the node that was named: one trip, not one per slot."""
        named = _address(moved, self._seed)
        answer = self._trip(named, [("CLUSTER", "SLOTS")], deadline)[0]
        ranges = _ranges(answer, named) if isinstance(answer, list) else []
        slot = moved.words[1] if len(moved.words) > 1 else ""
        if slot.isdigit():  # what we were just told, in front of a map that may be older
            ranges.insert(0, (int(slot), int(slot), named))
        self._ranges = ranges

    def _trip(
        self, address: Address, commands: Sequence[Command], deadline: float
    ) -> list[Reply | Refusal]:
        data = b"".join(packed(command) for command in commands)
        while True:
            connection = self._connection(address, deadline)
            if not connection.used:
                deadline = min(deadline + self._budget, time.monotonic() + self._budget)
            try:
                connection.send(data, deadline)
                replies = [connection.read() for _ in commands]
            except _Stale:
                connection.close()
                continue  # the next kept one, at last a new one
            except BaseException:
                connection.close()  # a late reply must never answer the next command
                raise
            finally:
                if self._on_trip:
                    self._on_trip(len(commands))
            connection.used = True
            self._idle.setdefault(address, []).append(connection)
            return replies

    def _connection(self, address: Address, deadline: float) -> _Connection:
        idle = self._idle.get(address)
        while idle:
            try:
                return idle.pop()
            except IndexError:  # another thread was faster
                break
        left = deadline + self._budget - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return _Connection(address, tls=self._tls, timeout=min(self._budget, left))


def _secured(sock: socket.socket, host: str) -> socket.socket:
    import ssl  # a plain connection does not pay for it

    try:
        return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    except BaseException:
        sock.close()
        raise


def _key(command: Command) -> bytes:
    """The first key: after the script and the number of keys for EVAL, else the first argument."""
    if isinstance(command, Ready):
        return command.key
    name = str(command[0]).upper()
    part = command[3] if name in ("EVAL", "EVALSHA", "FCALL") else command[min(1, len(command) - 1)]
    return part if isinstance(part, bytes) else str(part).encode()


def _address(refusal: Refusal, asked: Address) -> Address:
    """``MOVED 3999 127.0.0.1:6381``; an empty host means the one that was asked."""
    where = refusal.words[2] if len(refusal.words) > 2 else ""
    host, _, port = where.rpartition(":")
    if not port.isdigit():
        raise Broken(f"cannot follow {refusal.kind}")
    return Address(host.strip("[]") or asked.host, int(port))


def _ranges(answer: Sequence[Reply], asked: Address) -> list[tuple[int, int, Address]]:
    """CLUSTER SLOTS: ``[first, last, [host, port, …], replicas …]`` per range."""
    ranges: list[tuple[int, int, Address]] = []
    for entry in answer:
        match entry:
            case [int(first), int(last), [bytes() | None as host, int(port), *_], *_]:
                name = (host or b"").decode()
                ranges.append((first, last, Address(name or asked.host, port)))
            case _:
                raise Broken("cannot read the map of slots")
    return ranges
