"""Valkey's entries of codes as the redirect needs them, without valkey-py."""

from core.cache import CacheDown
from core.resp import RespClient

from ..hot import cache_key

WINDOW = 60

REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""
COUNT = """
local n = redis.call('INCR', KEYS[1])
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('TTL', KEYS[1])}
"""


class HotCache:
    """``finding.LinkCache`` and ``redirecting.Attempts`` on one client."""

    def __init__(self, *, client: RespClient) -> None:
        self._client = client

    def get(self, code: str) -> str | None:
        reply = self._client.call("GET", cache_key(code))
        return reply.decode("utf-8", "replace") if isinstance(reply, bytes) else None

    def fill(self, code: str, value: str, *, ttl: int) -> None:
        self._client.call("SET", cache_key(code), value, "EX", ttl, "NX")

    def replace(self, code: str, old: str, new: str, *, ttl: int) -> None:
        self._client.call("EVAL", REPLACE, 1, cache_key(code), old, new, ttl)

    def count(self, code: str, network: str) -> tuple[int, int]:
        key = f"rate:link-password:{code}:{network}"
        match self._client.call("EVAL", COUNT, 1, key, WINDOW):
            case [int(attempts), int(seconds)]:
                return attempts, max(1, seconds)
        raise CacheDown("an unexpected reply")
