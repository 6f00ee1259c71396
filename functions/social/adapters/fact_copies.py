"""``facts.Copies`` in Valkey, and how writers change them.

=====================  =============================================================================
key                    what
=====================  =============================================================================
``entry:{id}``         an entry in its short form, never overwritten by an older version; a
                       tombstone stays one
``counts:{id}``        a tweet's counters: dropped by every change; in the ten seconds after one
                       (``flux:{id}``) a copy lasts a second, because a reader under way, or an
                       older replica, may bring back what was before
``person:{id}``        what a tweet shows of its author
``mine:{viewer}``      the viewer's own: ``token``, ``floor``, by tweet the letters of the reactions
                       (none for a tweet from the floor on: no reaction), by ``f<user>`` whether
                       they follow that user
``mine-build:{viewer}``  who makes that copy right now; the viewer's writes call it off
=====================  =============================================================================
"""

import json
from collections.abc import Iterable, Iterator

from core.resp import Command, RespClient
from core.resp_wire import Reply

from ..facts import Facts, Own, Recalled, Wanted
from ..hot import (
    ENTRY_TTL,
    VERSION,
    counts_key,
    decode_counts,
    decode_entry,
    encode_counts,
    encode_entry,
    entry_key,
    relations_key,
)
from ..model import Counts, Entry, Person
from .fact_recalling import FLOOR, LETTERS, TOKEN, Asked, mine_key, person_key, verdict

COUNTS_TTL = 600
FLUX = 10  # seconds; longer than a request, and than a replica is behind
IN_FLUX_TTL = 1
PERSON_TTL = 40
MINE_TTL = 6 * 3600
LOCK_TTL = 10

# Not over a newer version of the entry; no version comes after a tombstone.
KEEP = f"""
local there = redis.call('GET', KEYS[1])
if there and ARGV[4] == '0' then
  if string.find(there, '"d":', 1, true) then return 0 end
  local version = string.match(there, '^{{"{VERSION}":(%d+)') or 1
  if tonumber(version) > tonumber(ARGV[3]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return 1
"""

COUNT = f"""
local ttl = redis.call('EXISTS', KEYS[2]) == 1 and {IN_FLUX_TTL} or {COUNTS_TTL}
redis.call('SET', KEYS[1], ARGV[1], 'EX', ttl)
return 1
"""

FINISH = f"""
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], '{TOKEN}', ARGV[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], {MINE_TTL})
return 1
"""

VERDICTS = f"""
if redis.call('HGET', KEYS[1], '{TOKEN}') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], unpack(ARGV, 2))
return 1
"""

# Letter by letter: of two reactions at once none undoes the other.
REACTED = f"""
redis.call('DEL', KEYS[2])
local floor = redis.call('HGET', KEYS[1], '{FLOOR}')
if not floor then return 0 end
local there = redis.call('HGET', KEYS[1], ARGV[1])
if not there and ARGV[1] < floor then return 0 end
local letters = string.gsub(there or '', ARGV[2], '')
if ARGV[3] == '1' then letters = letters .. ARGV[2] end
redis.call('HSET', KEYS[1], ARGV[1], letters)
return 1
"""

# Told again, perhaps late or out of order: what disagrees is dropped, and made anew from the table.
DOUBT = f"""
local there = redis.call('HGET', KEYS[1], ARGV[1])
local floor = redis.call('HGET', KEYS[1], '{FLOOR}')
if not floor or (not there and ARGV[1] < floor) then return 0 end
local on = string.find(there or '', ARGV[2], 1, true) and '1' or '0'
if on ~= ARGV[3] then redis.call('DEL', KEYS[1], KEYS[2]) end
return 1
"""


class FactCopies:
    def __init__(self, *, client: RespClient) -> None:
        self._client = client

    def recall(self, viewer: str, wanted: Wanted) -> Recalled:
        asked = Asked.of(wanted)
        replies = iter(self._client.pipeline(asked.commands(viewer)))
        found = Facts(
            entries={e: decode_entry(e, text) for e, text in _there(asked.entries, replies)},
            people={each: _person(each, text) for each, text in _there(asked.people, replies)},
            counts={each: decode_counts(text) for each, text in _there(asked.counts, replies)},
        )
        answered = Wanted(
            entries=frozenset(found.entries),
            people=frozenset(found.people),
            counts=frozenset(found.counts),
        )
        mine = next(replies, None)
        if not isinstance(mine, list) or not isinstance(mine[0], bytes):
            return Recalled(facts=found, answered=answered)
        own = asked.own(mine)
        return Recalled(facts=found | own.facts, answered=answered | own.answered, mine=own.mine)

    def learn(self, viewer: str, asked: Wanted, facts: Facts, *, mine: str) -> None:
        commands: list[Command] = [*map(_keep, facts.entries.values())]
        commands += [
            ("SET", person_key(each.id), _short(each), "EX", PERSON_TTL)
            for each in facts.people.values()
        ]
        commands += [_count(each, counts) for each, counts in facts.counts.items()]
        if mine and asked.follows:
            verdicts = [(verdict(each), int(each in facts.follows)) for each in asked.follows]
            commands.append(("EVAL", VERDICTS, 1, mine_key(viewer), mine, *_flat(verdicts)))
        if commands:
            self._client.pipeline(commands)

    def begin(self, viewer: str, token: str) -> bool:
        reply = self._client.call("SET", _build_key(viewer), token, "NX", "EX", LOCK_TTL)
        return reply is not None

    def finish(self, viewer: str, token: str, own: Own) -> None:
        fields = [
            (tweet, "".join(sorted(LETTERS[kind] for kind in kinds)))
            for tweet, kinds in own.reactions.items()
            if tweet >= own.floor
        ]
        pairs = _flat([(FLOOR, own.floor), *fields])
        self._client.call("EVAL", FINISH, 2, *_mine_keys(viewer), token, *pairs)

    # What writers do.

    def put(self, entry: Entry) -> None:
        self._client.pipeline([_keep(entry)])

    def forget_counts(self, tweet_id: str) -> None:
        self._client.pipeline(_recounting(tweet_id))

    def reacted(self, user_id: str, tweet_id: str, kind: str, *, on: bool) -> None:
        change = (tweet_id, LETTERS[kind], int(on))
        self._client.pipeline(
            [*_recounting(tweet_id), ("EVAL", REACTED, 2, *_mine_keys(user_id), *change)]
        )

    def doubt(self, user_id: str, tweet_id: str, kind: str, *, on: bool) -> None:
        """As ``reacted``, of what a stream says: nothing is lost where it is old."""
        change = (tweet_id, LETTERS[kind], int(on))
        self._client.pipeline(
            [*_recounting(tweet_id), ("EVAL", DOUBT, 2, *_mine_keys(user_id), *change)]
        )

    def forget_relations(self, *user_ids: str) -> None:
        self._client.pipeline(
            [
                ("DEL", key)
                for user in user_ids
                for key in (relations_key(user), *_mine_keys(user), person_key(user))
            ]
        )


def _build_key(user_id: str) -> str:
    return f"mine-build:{{{user_id}}}"


def _mine_keys(user_id: str) -> tuple[str, str]:
    return mine_key(user_id), _build_key(user_id)


def _flux_key(tweet_id: str) -> str:
    return f"flux:{{{tweet_id}}}"


def _keep(entry: Entry) -> Command:
    change = (encode_entry(entry), ENTRY_TTL, entry.version, int(entry.deleted_at is not None))
    return ("EVAL", KEEP, 1, entry_key(entry.id), *change)


def _count(tweet_id: str, counts: Counts) -> Command:
    keys = (counts_key(tweet_id), _flux_key(tweet_id))
    return ("EVAL", COUNT, 2, *keys, encode_counts(counts))


def _recounting(tweet_id: str) -> list[Command]:
    return [("SET", _flux_key(tweet_id), 1, "EX", FLUX), ("DEL", counts_key(tweet_id))]


def _there(names: Iterable[str], replies: Iterator[Reply]) -> Iterator[tuple[str, bytes]]:
    """Those that have a reply; one reply is taken for each name."""
    for name in names:
        if isinstance(text := next(replies), bytes):
            yield name, text


def _short(person: Person) -> str:
    told = [person.username, person.display_name, person.avatar_url, person.banned]
    return json.dumps(told, separators=(",", ":"))


def _person(user_id: str, text: bytes) -> Person:
    username, display_name, avatar_url, banned = json.loads(text)
    return Person(
        id=user_id,
        username=username,
        display_name=display_name,
        avatar_url=avatar_url,
        banned=banned,
    )


def _flat(pairs: Iterable[tuple[str, str | int]]) -> list[str | int]:
    return [part for pair in pairs for part in pair]
