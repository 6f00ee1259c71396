"""What a link is. Pure: no I/O, no third-party imports (the redirect hot path reads this too)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Sends some visitors elsewhere. Every condition that is set must hold; the first rule wins.

    ``devices``: ``mobile``, ``tablet``, ``desktop``; ``countries``: ISO 3166-1 alpha-2;
    ``languages``: primary subtags (``de``); the window is [starts_at, ends_at).
    """

    target: str
    devices: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A short link as its owner made it. Times are aware, in UTC, to the second.

    ``target`` is sent byte for byte. A deleted link stays as a tombstone, so that its code is never
    reissued.
    """

    code: str
    owner_id: str
    target: str
    created_at: datetime
    is_alias: bool = False
    expires_at: datetime | None = None
    enabled: bool = True
    banned: bool = False
    deleted_at: datetime | None = None
    title: str = ""
    tags: tuple[str, ...] = ()
    fallback_url: str | None = None
    max_clicks: int | None = None
    password_hash: str | None = None
    redirect_status: int = 302
    forward_query: bool = False
    rules: tuple[Rule, ...] = ()
    version: int = 1
