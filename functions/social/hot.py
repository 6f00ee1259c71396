"""What the home timeline keeps in Valkey and how: keys, the short form of an entry, relations.

Standard library only: the hot path and all who write through for it read this. An *entry* is a
tweet or a retweet; its id holds its time, so ids of 19 digits sort like the entries.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

RANDOM_BITS = 22
ENTRY_TTL = 86_400
PERSON_TTL = 3_600
COUNTS_TTL = 1
RELATIONS_TTL = 60


def ms_of(entry_id: str) -> int:
    """Milliseconds since 1970 at which the entry was posted."""
    return int(entry_id) >> RANDOM_BITS


def entry_key(entry_id: str) -> str:
    return f"entry:{{{entry_id}}}"


def person_key(user_id: str) -> str:
    return f"person:{{{user_id}}}"


def counts_key(entry_id: str) -> str:
    return f"counts:{{{entry_id}}}"


def relations_key(user_id: str) -> str:
    return f"rels:{{{user_id}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A person as every tweet shows them."""

    id: str
    username: str = ""
    display_name: str = ""
    avatar_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A tweet, a retweet (``retweet_of``, no text) or what is left of either (``deleted``).

    ``media`` items are JSON as in the table. ``cards`` are the people of this entry as they were
    when it was written through; those it does not hold are looked up.
    """

    id: str
    author_id: str
    text: str = ""
    reply_to_id: str = ""
    reply_to_author_id: str = ""
    conversation_id: str = ""
    quote_id: str = ""
    retweet_of: str = ""
    retweet_of_author: str = ""
    media: tuple[Mapping[str, Any], ...] = ()  # Any: JSON
    deleted: bool = False
    cards: tuple[Card, ...] = ()

    @property
    def shown_id(self) -> str:
        """The tweet that this entry shows: a retweet shows the original."""
        return self.retweet_of or self.id


@dataclass(frozen=True, slots=True)
class Counts:
    likes: int = 0
    retweets: int = 0
    replies: int = 0
    quotes: int = 0


NO_COUNTS = Counts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Relations:
    """Who is hidden from a reader, and whose entries are merged on read (``merged``)."""

    blocks: frozenset[str] = frozenset()
    blocked_by: frozenset[str] = frozenset()
    mutes: frozenset[str] = frozenset()
    merged: tuple[str, ...] = ()
    hidden: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "hidden", self.blocks | self.blocked_by | self.mutes)


FIELDS = {
    "author_id": "a",
    "text": "t",
    "reply_to_id": "r",
    "reply_to_author_id": "ra",
    "conversation_id": "c",
    "quote_id": "q",
    "retweet_of": "o",
    "retweet_of_author": "oa",
}


def encode_entry(entry: Entry) -> str:
    short: dict[str, object] = {
        name: value for field_, name in FIELDS.items() if (value := getattr(entry, field_))
    }
    if entry.media:
        short["m"] = list(entry.media)
    if entry.deleted:
        short["d"] = 1
    if entry.cards:
        short["p"] = [[c.id, c.username, c.display_name, c.avatar_url] for c in entry.cards]
    return json.dumps(short, separators=(",", ":"))


def decode_entry(entry_id: str, text: str | bytes) -> Entry:
    """Raises ValueError, KeyError or TypeError for what is no entry."""
    short = json.loads(text)
    return Entry(
        id=entry_id,
        media=tuple(short.get("m", ())),
        deleted=bool(short.get("d")),
        cards=tuple(
            Card(id=p[0], username=p[1], display_name=p[2], avatar_url=p[3])
            for p in short.get("p", ())
        ),
        **{field_: short[name] for field_, name in FIELDS.items() if name in short},
    )


def encode_counts(counts: Counts) -> str:
    return f"[{counts.likes},{counts.retweets},{counts.replies},{counts.quotes}]"


def decode_counts(text: str | bytes) -> Counts:
    likes, retweets, replies, quotes = json.loads(text)
    return Counts(likes, retweets, replies, quotes)


def encode_relations(relations: Relations) -> str:
    lists = (relations.blocks, relations.blocked_by, relations.mutes, relations.merged)
    return json.dumps([sorted(each) for each in lists], separators=(",", ":"))


def decode_relations(text: str | bytes) -> Relations:
    blocks, blocked_by, mutes, merged = json.loads(text)
    return Relations(
        blocks=frozenset(blocks),
        blocked_by=frozenset(blocked_by),
        mutes=frozenset(mutes),
        merged=tuple(merged),
    )
