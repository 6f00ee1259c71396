"""What the home timeline keeps in Valkey and how: keys, short forms of entries, counts, relations.

Standard library only: the hot path and all who write through for it read this.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .ids import ms_of
from .model import NO_LINKS, NONE, Counts, Entry, Media, Relations

ENTRY_TTL = 86_400
RELATIONS_TTL = 60

VERSION = "v"
TEXTS = {
    "text": "t",
    "reply_to_id": "r",
    "reply_to_author_id": "ra",
    "conversation_id": "c",
    "quote_id": "q",
    "retweet_of": "o",
    "retweet_of_author": "oa",
    "mode": "f",
}


def entry_key(entry_id: str) -> str:
    return f"entry:{{{entry_id}}}"


def counts_key(entry_id: str) -> str:
    return f"counts:{{{entry_id}}}"


def relations_key(user_id: str) -> str:
    return f"rels:{{{user_id}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Who is hidden from a reader, and whose entries are merged on read (``merged``)."""

    hidden: frozenset[str] = NONE
    merged: tuple[str, ...] = ()

    @classmethod
    def of(cls, relations: Relations, merged: tuple[str, ...]) -> "Circle":
        return cls(hidden=relations.cut | relations.mutes, merged=merged)


def encode_entry(entry: Entry) -> str:
    """What a list of tweets shows of an entry; mentions and tags stay in the table.

    The version comes first, where scripts look for it. Of a banned entry there is nothing else.
    """
    short: dict[str, object] = {VERSION: entry.version} if entry.version > 1 else {}
    short["a"] = entry.author_id
    if entry.banned_at is not None:
        return json.dumps({**short, "b": entry.banned_at}, separators=(",", ":"))
    short |= {name: value for field, name in TEXTS.items() if (value := getattr(entry, field))}
    if entry.media:
        short["m"] = [[m.id, m.url, m.type, m.alt_text, m.width, m.height] for m in entry.media]
    if entry.links:
        short["l"] = dict(entry.links)
    if entry.deleted_at is not None:
        short["d"] = entry.deleted_at
    return json.dumps(short, separators=(",", ":"))


def decode_entry(entry_id: str, text: str | bytes) -> Entry:
    """Raises ValueError, KeyError or TypeError for what is no entry."""
    short = json.loads(text)
    known: Mapping[str, Any] = {f: short[name] for f, name in TEXTS.items() if name in short}
    return Entry(
        id=entry_id,
        author_id=short["a"],
        at=ms_of(entry_id),
        media=tuple(
            Media(id=i, url=u, type=t, alt_text=a, width=w, height=h)
            for i, u, t, a, w, h in short.get("m", ())
        ),
        links=short.get("l", NO_LINKS),
        version=short.get(VERSION, 1),
        deleted_at=short.get("d"),
        banned_at=short.get("b"),
        **known,
    )


def encode_counts(counts: Counts) -> str:
    return f"[{counts.likes},{counts.retweets},{counts.replies},{counts.quotes}]"


def decode_counts(text: str | bytes) -> Counts:
    likes, retweets, replies, quotes = json.loads(text)
    return Counts(likes=likes, retweets=retweets, replies=replies, quotes=quotes)


def encode_circle(circle: Circle) -> str:
    return json.dumps([sorted(circle.hidden), list(circle.merged)], separators=(",", ":"))


def decode_circle(text: str | bytes) -> Circle:
    hidden, merged = json.loads(text)
    return Circle(hidden=frozenset(hidden), merged=tuple(merged))
