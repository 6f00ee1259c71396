"""What happened, from the records of DynamoDB's Kinesis streaming destination.

Records come more than once and out of order; ``at`` and ``version`` say which of two is the later.
A table is known by the form of its keys, so its deployed name does not matter. What is not
somebody's deed (counters, mirrored blocks, profiles) is no change at all.
Form: AWS, "Using Kinesis Data Streams to capture changes to DynamoDB".
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from .model import Kind

Json = Mapping[str, Any]  # Any: a record's JSON


class Unreadable(ValueError):
    """This is no change record; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPosted:
    """A tweet, or a retweet (``retweet_of``). ``item`` is the whole item in DynamoDB's JSON."""

    id: str
    author_id: str
    at: int
    version: int
    mode: str
    retweet_of: str
    item: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDeleted:
    """``item`` is the entry as it was before, empty where that is not known."""

    id: str
    author_id: str
    at: int
    version: int
    mode: str
    item: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryJudged:
    """An administrator banned an entry or let it in again: ``item`` as it is now."""

    id: str
    item: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class _Between:
    user_id: str
    other_id: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(_Between): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed(_Between): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(_Between): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblocked(_Between): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted(_Between): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmuted(_Between): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfTweet:
    user_id: str
    tweet_id: str
    kind: str  # like, retweet, bookmark
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted(_OfTweet): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreacted(_OfTweet): ...


Change = (
    EntryPosted
    | EntryDeleted
    | EntryJudged
    | Followed
    | Unfollowed
    | Blocked
    | Unblocked
    | Muted
    | Unmuted
    | Reacted
    | Unreacted
)

# By the prefix of the partition key: what an edge that appears or disappears means.
EDGES: Mapping[str, tuple[type[_Between], type[_Between]]] = {
    "f": (Followed, Unfollowed),
    "b": (Blocked, Unblocked),
    "m": (Muted, Unmuted),
}
REACTIONS = "u"
KINDS: tuple[Kind, ...] = get_args(Kind)


def decoded(data: bytes) -> Change | None:
    """The change in a record, None where it is nobody's deed. Raises Unreadable."""
    try:
        record = json.loads(data)
        change = record["dynamodb"]
        keys = {name: str(value["S"]) for name, value in change["Keys"].items()}
        old, new = change.get("OldImage") or {}, change.get("NewImage") or {}
        if "id" in keys:
            return _of_entry(keys["id"], old, new, _at(change))
        return _of_edge(keys["pk"], keys["sk"], old, new, _at(change))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}") from error


def _of_entry(
    entry_id: str, old: Json, new: Json, at: int
) -> EntryPosted | EntryDeleted | EntryJudged | None:
    item = new or old
    int(entry_id)  # whoever follows the change takes its time from it
    author, version = str(item["authorId"]["S"]), _number(item, "version", 1)
    mode: Literal["push", "pull"] = "pull" if _text(item, "mode") == "pull" else "push"
    if not new or "deletedAt" in new:
        if "deletedAt" in old:
            return None  # a tombstone that was changed or cleared away
        when = _number(new, "deletedAt", at)
        return EntryDeleted(
            id=entry_id, author_id=author, at=when, version=version, mode=mode, item=old
        )
    if old and ("bannedAt" in old) != ("bannedAt" in new):
        return EntryJudged(id=entry_id, item=new)
    if old and "deletedAt" not in old:
        return None  # an edit: homes hold ids only
    return EntryPosted(
        id=entry_id,
        author_id=author,
        at=_number(item, "at", at),
        version=version,
        mode=mode,
        retweet_of=_text(item, "retweetOf"),
        item=new,
    )


def _of_edge(pk: str, sk: str, old: Json, new: Json, at: int) -> Change | None:
    prefix, _, user = pk.partition("#")
    if bool(old) == bool(new):
        return None  # it was there before and after
    when = _number(new, "at", at)
    if prefix in EDGES:
        return EDGES[prefix][0 if new else 1](user_id=user, other_id=sk, at=when)  # type: ignore[return-value]  # all six are changes
    kind, _, tweet = sk.partition("#")
    if prefix == REACTIONS and tweet:
        if kind not in KINDS:
            raise ValueError(f"no reaction: {kind}")
        made = Reacted if new else Unreacted
        return made(user_id=user, tweet_id=tweet, kind=kind, at=when)
    return None


def _at(change: Json) -> int:
    """Milliseconds, whichever precision the destination was given (s, ms, µs)."""
    moment = int(change.get("ApproximateCreationDateTime", 0))
    while moment > 10**14:
        moment //= 1000
    return moment * 1000 if 0 < moment < 10**11 else moment


def _number(item: Json, name: str, default: int) -> int:
    return int(item[name]["N"]) if name in item else default


def _text(item: Json, name: str) -> str:
    return str(item[name]["S"]) if name in item else ""
