"""``ports.HotCache`` in Valkey: one pipeline per question, over any slots."""

from core.cache import CacheDown, Counted
from core.resp import Command, RespClient
from core.resp_wire import Reply, Words

from ..hot import (
    RELATIONS_TTL,
    Circle,
    counts_key,
    decode_circle,
    decode_counts,
    decode_entry,
    encode_circle,
    entry_key,
    relations_key,
)
from ..ids import ms_of
from ..timeline.ports import Ask, End, Slice, Span, Told
from .timelines import FLOOR, TTL, timeline_key

TIES = 4  # entries of the very millisecond of the place, which are asked for and dropped

WINDOW = 60
# The counter that ``core.rate_limit`` keeps, in the same trip.
COUNT = """
local n = redis.call('INCRBY', KEYS[1], 1)
if n == 1 then redis.call('EXPIRE', KEYS[1], ARGV[1]) end
return {n, redis.call('TTL', KEYS[1])}
"""


class HomeCache:
    def __init__(self, *, client: RespClient) -> None:
        self._client = client

    def read(self, ask: Ask) -> Told:
        commands: list[Command] = []
        if ask.subject:
            commands.append(("EVAL", COUNT, 1, f"rate:api:{ask.subject}", WINDOW))
        if ask.circle:
            commands.append(("GET", relations_key(ask.viewer)))
        lists = [timeline_key("home", ask.viewer)] if ask.home else []
        lists += [timeline_key("recent", author) for author in ask.recents]
        for key in lists:
            commands += [("EXPIRE", key, TTL), _range(key, ask.span)]
        commands += [("GET", entry_key(each)) for each in ask.entries]
        commands += [("GET", counts_key(each)) for each in ask.entries]
        if not commands:
            return Told()
        replies = iter(self._client.pipeline(commands))
        counted = _counted(next(replies)) if ask.subject else None
        circle = next(replies) if ask.circle else None
        slices = [self._slice(key, next(replies), next(replies), ask.span) for key in lists]
        home = slices.pop(0) if ask.home else None
        entries = {each: text for each in ask.entries if isinstance(text := next(replies), bytes)}
        counts = {each: text for each in ask.entries if isinstance(text := next(replies), bytes)}
        return Told(
            home=home,
            counted=counted,
            circle=decode_circle(circle) if isinstance(circle, bytes) else None,
            recents=dict(zip(ask.recents, slices, strict=True)),
            entries={each: decode_entry(each, text) for each, text in entries.items()},
            counts={each: decode_counts(text) for each, text in counts.items()},
        )

    def keep(self, user_id: str, circle: Circle) -> None:
        told = encode_circle(circle)
        self._client.call("SET", relations_key(user_id), told, "EX", RELATIONS_TTL)

    def _slice(self, key: str, there: Reply, found: Reply, span: Span) -> Slice | None:
        if there != 1:
            return None
        if not isinstance(found, list):
            raise CacheDown("an unexpected reply")
        most = span.most + TIES
        while True:
            ids = [each.decode() for each in found if isinstance(each, bytes)]
            below = [each for each in ids if not span.before or each < span.before]
            if below or len(ids) < most:
                return _cut(below, span.most, asked=most, got=len(ids))
            most *= 8  # nothing but ties
            found = self._client.call(*_range(key, Span(span.before, most - TIES)))
            if not isinstance(found, list):
                raise CacheDown("an unexpected reply")


def _counted(reply: Reply) -> Counted | None:
    match reply:
        case [int(value), int(seconds)]:
            return Counted(value, max(1, seconds))
    return None


def _cut(below: list[str], most: int, *, asked: int, got: int) -> Slice:
    complete = bool(below) and below[-1] == FLOOR
    ids = below[:-1] if complete else below
    if len(ids) > most:
        return Slice(tuple(ids[:most]), End.MORE)
    if complete:
        return Slice(tuple(ids), End.COMPLETE)
    return Slice(tuple(ids), End.MORE if got == asked else End.CUT)


def _range(key: str, span: Span) -> Words:
    highest = ms_of(span.before) if span.before else "+inf"
    return ("ZRANGE", key, highest, "-inf", "BYSCORE", "REV", "LIMIT", 0, span.most + TIES)
