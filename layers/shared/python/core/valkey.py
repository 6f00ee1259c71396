"""The cache on a Valkey cluster, for every function that is no hot path (those use ``core.resp``).

valkey-py finds the nodes and keeps the connections; commands are sent to the key's own node, one
attempt each. Its cluster-level call is not used for them: on a failure that one rediscovers the
whole cluster and even sleeps, and a cache must cost at most its budget.

Two failures in a row open the breaker, so that a request waits for a dead cache twice 50 ms at
most.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil
from typing import TypeVar, cast

from valkey import Valkey
from valkey.backoff import NoBackoff
from valkey.cluster import ValkeyCluster
from valkey.exceptions import (
    AskError,
    ClusterDownError,
    MasterDownError,
    MovedError,
    ResponseError,
    ValkeyClusterException,
    ValkeyError,
)
from valkey.retry import Retry

from .breaker import Breaker
from .cache import CacheDown, Counted

T = TypeVar("T")

BUDGET = 0.05
# Returns the counter and its milliseconds to live; the first addition starts the window.
COUNT = """
local n = redis.call('INCRBY', KEYS[1], ARGV[1])
if n == tonumber(ARGV[1]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return {n, redis.call('PTTL', KEYS[1])}
"""


class ValkeyCache:
    """``endpoint`` is ``host:port`` or ``host:port+tls``. Opens nothing before a command."""

    def __init__(
        self, *, endpoint: str, breaker: Breaker | None = None, budget: float = BUDGET
    ) -> None:
        self._endpoint = endpoint
        self._breaker = breaker or Breaker(failures=2)
        self._budget = budget
        self._cluster: ValkeyCluster | None = None

    def get(self, key: str) -> str | None:
        return cast("str | None", self._run(lambda: self._node(key).get(key)))

    def get_many(self, keys: Iterable[str]) -> dict[str, str]:
        wanted = list(dict.fromkeys(keys))

        def work() -> dict[str, str]:
            found: dict[str, str | None] = {}
            for node, its_keys in self._by_node(wanted):
                pipe = node.pipeline(transaction=False)
                for key in its_keys:
                    pipe.get(key)
                found.update(zip(its_keys, pipe.execute(), strict=True))
            return {key: found[key] for key in wanted if found[key] is not None}  # type: ignore[misc]  # None is left out

        return self._run(work) if wanted else {}

    def put(self, key: str, value: str, *, ttl: int, if_absent: bool = False) -> bool:
        return bool(self._run(lambda: self._node(key).set(key, value, ex=ttl, nx=if_absent)))

    def put_many(self, items: Mapping[str, str], *, ttl: int, if_absent: bool = False) -> None:
        def work() -> None:
            for node, keys in self._by_node(items):
                pipe = node.pipeline(transaction=False)
                for key in keys:
                    pipe.set(key, items[key], ex=ttl, nx=if_absent)
                pipe.execute()

        if items:
            self._run(work)

    def delete(self, *keys: str) -> None:
        def work() -> None:
            for node, its_keys in self._by_node(keys):
                pipe = node.pipeline(transaction=False)
                for key in its_keys:
                    pipe.unlink(key)
                pipe.execute()

        if keys:
            self._run(work)

    def count(self, key: str, *, window: int, by: int = 1) -> Counted:
        answer = self._run(lambda: self._node(key).eval(COUNT, 1, key, str(by), str(window)))
        value, left_ms = cast("list[int]", answer)
        return Counted(value, ceil(left_ms / 1000))

    def add_to_hash(self, key: str, amounts: Mapping[str, int], *, ttl: int) -> None:
        def work() -> None:
            pipe = self._node(key).pipeline(transaction=False)
            for name, amount in amounts.items():
                pipe.hincrby(key, name, amount)
            pipe.expire(key, ttl)
            pipe.execute()

        if amounts:
            self._run(work)

    def get_hash(self, key: str) -> dict[str, str]:
        return cast("dict[str, str]", self._run(lambda: self._node(key).hgetall(key)))

    def add_to_sketch(self, key: str, members: Iterable[str], *, ttl: int) -> None:
        added = list(members)

        def work() -> None:
            pipe = self._node(key).pipeline(transaction=False)
            pipe.pfadd(key, *added)
            pipe.expire(key, ttl)
            pipe.execute()

        if added:
            self._run(work)

    def sketch_size(self, key: str) -> int:
        return cast("int", self._run(lambda: self._node(key).pfcount(key)))

    def add_to_sketches(self, members: Mapping[str, Iterable[str]], *, ttl: int) -> None:
        added = {key: list(its) for key, its in members.items()}
        wanted = [key for key, its in added.items() if its]

        def work() -> None:
            for node, keys in self._by_node(wanted):
                pipe = node.pipeline(transaction=False)
                for key in keys:
                    pipe.pfadd(key, *added[key])
                    pipe.expire(key, ttl)
                pipe.execute()

        if wanted:
            self._run(work)

    def union_sizes(self, groups: Sequence[Sequence[str]]) -> list[int]:
        firsts = {number: group[0] for number, group in enumerate(groups) if group}

        def work() -> list[int]:
            sizes = [0] * len(groups)
            numbers: dict[str, list[int]] = defaultdict(list)
            for number, key in firsts.items():
                numbers[key].append(number)
            for node, keys in self._by_node(numbers):
                places = [number for key in keys for number in numbers[key]]
                pipe = node.pipeline(transaction=False)
                for number in places:
                    pipe.pfcount(*groups[number])
                for number, size in zip(places, pipe.execute(), strict=True):
                    sizes[number] = size
            return sizes

        return self._run(work) if firsts else [0] * len(groups)

    def close(self) -> None:
        if self._cluster is not None:
            self._cluster.disconnect_connection_pools()
        self._cluster = None

    def _run(self, work: Callable[[], T]) -> T:
        """One attempt; a slot that moved is followed once. Every failure is a CacheDown."""
        if not self._breaker.allows():
            raise CacheDown("the breaker is open")
        try:
            result = self._following_moves(work)
        except (ValkeyError, ValkeyClusterException, OSError) as error:
            if _answered(error):
                self._breaker.succeeded()
            else:
                self.close()
                self._breaker.failed()
            raise CacheDown(type(error).__name__) from error
        self._breaker.succeeded()
        return result

    def _following_moves(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (MovedError, AskError):
            self.close()
            return work()

    def _node(self, key: str) -> Valkey:
        cluster = self._connected()
        return cast("Valkey", cluster.get_valkey_connection(cluster.get_node_from_key(key)))

    def _by_node(self, keys: Iterable[str]) -> list[tuple[Valkey, list[str]]]:
        cluster = self._connected()
        nodes: dict[str, Valkey] = {}
        grouped: dict[str, list[str]] = defaultdict(list)
        for key in keys:
            node = cluster.get_node_from_key(key)
            nodes[node.name] = cluster.get_valkey_connection(node)
            grouped[node.name].append(key)
        return [(nodes[name], its_keys) for name, its_keys in grouped.items()]

    def _connected(self) -> ValkeyCluster:
        if self._cluster is None:
            address, _, tls = self._endpoint.partition("+")
            host, _, port = address.rpartition(":")
            self._cluster = ValkeyCluster(
                host=host,
                port=int(port),
                ssl=tls == "tls",
                decode_responses=True,
                socket_timeout=self._budget,
                socket_connect_timeout=self._budget,
                retry=Retry(NoBackoff(), 0),
                cluster_error_retry_attempts=0,
                lib_name=None,  # saves two commands per connection
                lib_version=None,
            )
        return self._cluster


def _answered(error: Exception) -> bool:
    """The server said no (out of memory, wrong type): it is there, so the breaker stays closed."""
    return isinstance(error, ResponseError) and not isinstance(
        error, ClusterDownError | MasterDownError
    )
