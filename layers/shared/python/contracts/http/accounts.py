"""Routes about the caller's own account, its API keys and plan, and the administrators' ban.

``export`` and ``avatar`` are modules of their own: they are served right of all systems.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from . import Route
from .models import Model, Request, Timestamp

Plan = Literal["free", "standard", "premium"]
Scope = Literal[
    "account:read",
    "account:write",
    "links:read",
    "links:write",
    "social:read",
    "social:write",
    "video:read",
    "video:write",
]
DisplayName = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Bio = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
KeyName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


class Me(Model):
    """The caller. ``avatarUrl``, where there is one, is that of a square WebP image."""

    id: str
    username: str
    display_name: str
    bio: str
    avatar_url: str | None
    plan: Plan
    created_at: Timestamp


class MeEdit(Request):
    """What is left out stays as it is."""

    display_name: DisplayName | None = None
    bio: Bio | None = None


class KeyWanted(Request):
    """A new API key. ``expiresAt`` null never expires."""

    name: KeyName
    scopes: list[Scope] = Field(min_length=1, max_length=len(Scope.__args__))  # type: ignore[attr-defined]  # Literal's own
    expires_at: Timestamp | None = None


class KeyShown(Model):
    """An API key without the key: ``ending`` are its last four characters."""

    id: str
    name: str
    scopes: list[str]
    ending: str
    created_at: Timestamp
    expires_at: Timestamp | None


class KeyMade(KeyShown):
    """A new API key. ``key`` is shown this once and never again."""

    key: str


class Keys(Model):
    """All API keys of the caller, oldest first. There are at most 20, so there is one page."""

    items: list[KeyShown]
    next_cursor: str | None = None


class SubscriptionWanted(Request):
    """The plan from now on; ``endsAt`` null until it is changed."""

    plan: Plan
    ends_at: Timestamp | None = None


class Subscription(Model):
    plan: Plan
    ends_at: Timestamp | None


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/api/me",
        operation="getMe",
        summary="Who I am",
        tag="accounts",
        scope="account:read",
        responses={200: Me},
        errors=("account_erased",),
    ),
    Route(
        method="PATCH",
        path="/api/me",
        operation="editMe",
        summary="Change my display name or biography",
        tag="accounts",
        scope="account:write",
        request=MeEdit,
        responses={200: Me},
        errors=("account_erased",),
    ),
    Route(
        method="DELETE",
        path="/api/me",
        operation="eraseMe",
        summary="Delete my account and all that is mine, in every system",
        tag="accounts",
        scope="account:write",
        responses={204: None},
    ),
    Route(
        method="GET",
        path="/api/me/keys",
        operation="listKeys",
        summary="My API keys",
        tag="accounts",
        scope="account:read",
        responses={200: Keys},
    ),
    Route(
        method="POST",
        path="/api/me/keys",
        operation="createKey",
        summary="Make an API key; it is shown this once",
        tag="accounts",
        scope="account:write",
        request=KeyWanted,
        responses={201: KeyMade},
        errors=("too_many_keys", "expiry_in_past", "insufficient_scope"),
    ),
    Route(
        method="DELETE",
        path="/api/me/keys/{keyId}",
        operation="deleteKey",
        summary="Revoke an API key, within 60 seconds",
        tag="accounts",
        scope="account:write",
        responses={204: None},
        errors=("key_not_found",),
    ),
    Route(
        method="PUT",
        path="/api/me/subscription",
        operation="setSubscription",
        summary="Choose my plan, where the stage allows it",
        tag="accounts",
        scope="account:write",
        request=SubscriptionWanted,
        responses={200: Subscription},
        errors=("plans_not_self_service", "expiry_in_past"),
    ),
    Route(
        method="POST",
        path="/api/admin/users/{userId}/ban",
        operation="banUser",
        summary="Keep somebody out, within 60 seconds",
        tag="admin",
        scope="admin",
        admin=True,
        responses={204: None},
        errors=("account_not_found",),
    ),
    Route(
        method="DELETE",
        path="/api/admin/users/{userId}/ban",
        operation="unbanUser",
        summary="Let somebody in again",
        tag="admin",
        scope="admin",
        admin=True,
        responses={204: None},
        errors=("account_not_found",),
    ),
)
