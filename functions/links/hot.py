"""The hot form of a link: exactly what a redirect needs, as one short text.

It stands in attribute ``hot`` of the ``urls`` item and, behind the time it was last confirmed
against that item, in Valkey. Standard library only: each new sandbox of the redirect pays for every
import.

In Valkey under ``link:<code>``, one of
  ``<epoch seconds>|<hot>``  a link, last confirmed then (also a deleted one: its hot form says so)
  ``>Promo``                 this code is alias ``Promo`` in another case
  ``-``                      there is no such code
"""

import json
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from .model import Link, Rule

LINK_TTL = 24 * 3600
"""Seconds a link stays in Valkey at most (``link_ttl``)."""
UNKNOWN_TTL = 60
"""Seconds that an unknown code, or an alias in another case, is remembered in Valkey."""
CONFIRM_AFTER = 50
"""Seconds after which a reader confirms an entry against the table. With the 5 s of a sandbox's own
memory, and what a replica may lag behind, that stays within the minute for which a writer that
could not reach Valkey may leave an old target."""

UNKNOWN = "-"
DELETED, DISABLED, BANNED = "deleted", "disabled", "banned"


@dataclass(frozen=True, slots=True, kw_only=True)
class HotRule:
    """A :class:`links.model.Rule` with its window in epoch seconds."""

    target: str
    devices: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    starts_at: int | None = None
    ends_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HotLink:
    """A link as the redirect sees it. Times in epoch seconds; ``state`` is empty while in use."""

    code: str
    target: str
    version: int = 1
    created_at: int = 0
    expires_at: int | None = None
    status: int = 302
    forward_query: bool = False
    max_clicks: int | None = None
    password_hash: str | None = None
    fallback_url: str | None = None
    state: str = ""
    title: str = ""
    rules: tuple[HotRule, ...] = ()

    def expired(self, now: float) -> bool:
        """From the second of its expiry on (L3)."""
        return self.expires_at is not None and now >= self.expires_at


@dataclass(frozen=True, slots=True)
class CacheEntry:
    """What Valkey knows of a code: a hot form, or the alias it spells differently, or neither."""

    hot: str = ""
    confirmed_at: int = 0
    alias_of: str = ""

    @property
    def unknown(self) -> bool:
        return not (self.hot or self.alias_of)

    def to_confirm(self, now: float) -> bool:
        """True also for a time ahead of ours: that writer's clock says nothing about the age."""
        return bool(self.hot) and abs(now - self.confirmed_at) >= CONFIRM_AFTER


def encode(link: "Link") -> str:
    """The hot form of ``link``: compact JSON without what is at its default."""
    state = BANNED if link.banned else DELETED if link.deleted_at else ""
    state = state or ("" if link.enabled else DISABLED)
    fields: dict[str, object] = {
        "u": link.target,
        "v": link.version,
        "c": _epoch(link.created_at),
        "e": _epoch(link.expires_at),
        "s": link.redirect_status if link.redirect_status != 302 else None,
        "q": 1 if link.forward_query else None,
        "m": link.max_clicks,
        "p": link.password_hash,
        "f": link.fallback_url,
        "x": state,
        "t": link.title,
        "r": [_rule_fields(rule) for rule in link.rules],
    }
    return _compact(fields)


def decode(code: str, text: str) -> HotLink:
    """The link behind a hot form. Raises ValueError or KeyError if ``encode`` did not write it."""
    fields = json.loads(text)
    return HotLink(
        code=code,
        target=fields["u"],
        version=fields.get("v", 1),
        created_at=fields.get("c", 0),
        expires_at=fields.get("e"),
        status=fields.get("s", 302),
        forward_query="q" in fields,
        max_clicks=fields.get("m"),
        password_hash=fields.get("p"),
        fallback_url=fields.get("f"),
        state=fields.get("x", ""),
        title=fields.get("t", ""),
        rules=tuple(_rule(rule) for rule in fields.get("r", ())),
    )


def cache_key(code: str) -> str:
    return "link:" + code


def link_ttl() -> int:
    """Seconds for an entry of a link: up to a tenth less than ``LINK_TTL``, so that those written
    at once do not all end at once."""
    return LINK_TTL - random.randrange(LINK_TTL // 10)  # noqa: S311  # guards nothing


def cache_value(hot: str, now: float) -> str:
    """The cache entry of a hot form that was read from, or written to, the table at ``now``."""
    return f"{int(now)}|{hot}"


def alias_value(code: str) -> str:
    """The cache entry of another spelling of alias ``code``."""
    return ">" + code


def parse_cache_value(text: str) -> CacheEntry:
    """Raises ValueError on what is none of the three forms."""
    if text == UNKNOWN:
        return CacheEntry()
    if text.startswith(">"):
        return CacheEntry(alias_of=text[1:])
    confirmed_at, bar, hot = text.partition("|")
    if not bar or not hot:
        raise ValueError("not a cache entry of a link")
    return CacheEntry(hot=hot, confirmed_at=int(confirmed_at))


def _rule_fields(rule: "Rule") -> dict[str, object]:
    fields = {
        "u": rule.target,
        "d": rule.devices,
        "c": rule.countries,
        "l": rule.languages,
        "a": _epoch(rule.starts_at),
        "z": _epoch(rule.ends_at),
    }
    return {name: value for name, value in fields.items() if value not in (None, ())}


def _rule(fields: dict[str, object]) -> HotRule:
    return HotRule(
        target=str(fields["u"]),
        devices=_texts(fields.get("d")),
        countries=_texts(fields.get("c")),
        languages=_texts(fields.get("l")),
        starts_at=_second(fields.get("a")),
        ends_at=_second(fields.get("z")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def _second(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _epoch(moment: "datetime | None") -> int | None:
    return None if moment is None else int(moment.timestamp())


def _compact(fields: dict[str, object]) -> str:
    kept = {name: value for name, value in fields.items() if value not in (None, "", [])}
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)
