"""Who a person is here. Pure: no I/O."""

import re
from dataclasses import dataclass
from datetime import datetime

USERNAME = re.compile(r"[A-Za-z0-9_-]{1,50}")
PLANS = ("free", "standard", "premium")
SCOPES = (
    "account:read",
    "account:write",
    "links:read",
    "links:write",
    "social:read",
    "social:write",
    "video:read",
    "video:write",
)
KEYS_PER_PERSON = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A person. ``id`` is Cognito's ``sub``; ``username`` keeps the spelling they chose."""

    id: str
    username: str
    created_at: datetime
    display_name: str = ""
    bio: str = ""
    avatar_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What is paid for. From ``ends_at`` on it is the free plan; None runs until it is changed."""

    plan: str = "free"
    ends_at: datetime | None = None

    def plan_at(self, now: datetime) -> str:
        return "free" if self.ends_at is not None and now >= self.ends_at else self.plan


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """An API key as it is kept: never the key, only its SHA-256 (hex) and its last characters."""

    id: str
    hash: str
    owner_id: str
    owner_name: str
    name: str
    scopes: tuple[str, ...]
    ending: str
    created_at: datetime
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether somebody may come in: read with every sign-in of an API call."""

    banned: bool = False
    erased: bool = False
