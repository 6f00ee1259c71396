"""Timelines in Valkey: sorted sets of at most 800 ids, scored by their milliseconds.

The member ``0`` (score 0) lies below all entries while nothing was ever trimmed: a timeline with it
is complete, and trimming to the newest 800 takes it away first. Without it there may be older
entries in the tables, so nothing is ever added below the lowest member: no list has a gap.

Every script touches one owner's keys, which share a slot, and so does the set of connections that
say whether the owner is online (``live_presence``); commands over many owners go out in one
pipeline per node.
"""

from collections.abc import Sequence
from hashlib import sha1

from core.cache import CacheRefused
from core.resp import Command, RespClient
from core.resp_wire import BLANK, Reply, for_each

from ..ids import ms_of
from ..timeline.ports import LENGTH

TTL = 30 * 86_400  # renewed by reading: who does not read for so long has no timeline
LOCK_TTL = 10  # a builder that takes longer has died
LEFT_TTL = 86_400  # longer than any task of a fan-out is under way
BATCH = 500  # owners of one pipeline

FLOOR, TOKEN = "0", "token"
NO_SCRIPT = "NOSCRIPT"

OFFLINE, ONLINE = 0, 1

# Most have left nobody and are not there: one look at both.
PUSH = f"""
local online = {OFFLINE}
if redis.call('EXISTS', KEYS[3], KEYS[4]) > 0 then
  if redis.call('SISMEMBER', KEYS[3], ARGV[3]) == 1 then return {OFFLINE} end
  online = redis.call('EXISTS', KEYS[4])
end
local low = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
if low then
  if ARGV[1] < low then return {OFFLINE} end
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -{LENGTH + 1})
  return online
end
if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('HSET', KEYS[2], ARGV[1], ARGV[2]) end
return online
"""

JOIN = f"""
redis.call('SREM', KEYS[3], ARGV[1])
redis.call('DEL', KEYS[2])
local low = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
if not low or #ARGV == 2 then return 0 end
for i = 3, #ARGV, 2 do
  if ARGV[i] >= low then redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i]) end
end
local oldest, score = ARGV[#ARGV - 1], ARGV[#ARGV]
if ARGV[2] == '1' and oldest > low then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. score)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], score, score)) do
    if id < oldest then redis.call('ZREM', KEYS[1], id) end
  end
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -{LENGTH + 1})
return 1
"""

LEAVE = f"""
redis.call('SADD', KEYS[3], ARGV[1])
redis.call('EXPIRE', KEYS[3], {LEFT_TTL})
redis.call('DEL', KEYS[2])
return redis.call('ZRANGE', KEYS[1], 0, 0)[1]
"""

BEGIN = f"""
if redis.call('HSETNX', KEYS[2], '{TOKEN}', ARGV[1]) == 0 then return 0 end
redis.call('EXPIRE', KEYS[2], {LOCK_TTL})
return 1
"""

FINISH = f"""
if redis.call('HGET', KEYS[2], '{TOKEN}') ~= ARGV[1] then return 0 end
local late = redis.call('HGETALL', KEYS[2])
redis.call('DEL', KEYS[1], KEYS[2])
for i = 3, #ARGV, 2 do redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i]) end
if ARGV[2] == '1' then redis.call('ZADD', KEYS[1], 0, '{FLOOR}') end
local low = redis.call('ZRANGE', KEYS[1], 0, 0)[1]
for i = 1, #late, 2 do
  if late[i] ~= '{TOKEN}' and (not low or late[i] >= low) then
    redis.call('ZADD', KEYS[1], late[i + 1], late[i])
  end
end
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -{LENGTH + 1})
redis.call('EXPIRE', KEYS[1], {TTL})
return 1
"""


def timeline_key(kind: str, owner: str) -> str:
    """``kind`` is ``home`` or ``recent``."""
    return f"{kind}:{{{owner}}}"


def online_key(user_id: str) -> str:
    """A set of the user's connections; there is none while they have none."""
    return f"online:{{{user_id}}}"


class ValkeyTimelines:
    """``ports.Timelines`` of one kind: homes, or the recent entries of celebrities."""

    def __init__(self, *, client: RespClient, kind: str = "home") -> None:
        self._client, self._kind = client, kind

    def push(self, owners: Sequence[str], entry_id: str, author_id: str) -> Sequence[str]:
        arguments = (entry_id, ms_of(entry_id), author_id)
        online: list[str] = []
        for first in range(0, len(owners), BATCH):
            batch = owners[first : first + BATCH]
            answers = zip(batch, self._run(PUSH, batch, arguments), strict=True)
            online += [owner for owner, answer in answers if answer == ONLINE]
        return online

    def remove(self, owners: Sequence[str], entry_ids: Sequence[str]) -> None:
        commands = [("ZREM", timeline_key(self._kind, owner), *entry_ids) for owner in owners]
        for first in range(0, len(commands), BATCH):
            self._client.pipeline(commands[first : first + BATCH])

    def join(self, owner: str, author_id: str, newest: Sequence[str], *, more: bool) -> None:
        self._run(JOIN, [owner], (author_id, int(more), *_scored(newest)))

    def leave(self, owner: str, author_id: str) -> str | None:
        oldest = self._run(LEAVE, [owner], (author_id,))[0]
        return oldest.decode() if isinstance(oldest, bytes) else None

    def begin(self, owner: str, token: str) -> bool:
        return self._run(BEGIN, [owner], (token,)) == [1]

    def finish(self, owner: str, token: str, ids: Sequence[str], *, complete: bool) -> bool:
        return self._run(FINISH, [owner], (token, int(complete), *_scored(ids))) == [1]

    def exists(self, owner: str) -> bool:
        return self._client.call("EXISTS", timeline_key(self._kind, owner)) == 1

    def _run(
        self, script: str, owners: Sequence[str], arguments: Sequence[str | int]
    ) -> list[Reply]:
        """By its hash; a node that does not know the script yet learns it from the second try.

        Repeating is harmless: no script's second run changes what its first one made.
        """
        digest = sha1(script.encode(), usedforsecurity=False).hexdigest()
        try:
            return self._client.pipeline(self._commands("EVALSHA", digest, owners, arguments))
        except CacheRefused as error:
            if error.kind != NO_SCRIPT:
                raise
        return self._client.pipeline(self._commands("EVAL", script, owners, arguments))

    def _commands(
        self, name: str, script: str, owners: Sequence[str], arguments: Sequence[str | int]
    ) -> list[Command]:
        keys = self._keys(BLANK)
        command = (name, script, len(keys), *keys, *arguments)
        return [*for_each(owners, key=keys[0], command=command)]

    def _keys(self, owner: str) -> tuple[str, ...]:
        """The list, its builder and pushes meanwhile, whom the owner left, presence."""
        tag, kind = f"{{{owner}}}", self._kind
        return (
            timeline_key(kind, owner),
            f"build:{tag}" if kind == "home" else f"{kind}-build:{tag}",
            f"{kind}-left:{tag}",
            online_key(owner),
        )


def _scored(ids: Sequence[str]) -> list[str | int]:
    return [part for entry_id in ids for part in (entry_id, ms_of(entry_id))]
