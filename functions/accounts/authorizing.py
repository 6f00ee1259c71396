"""From an ``Authorization`` header to a principal, or the reason for none.

The gateway's authorizer always allows: it can refuse only in words of its own and knows no optional
identity. ``core.http`` fails closed on what is returned here.
"""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from core.clock import Clock
from core.counting_lines import origin_refused
from core.origin import no_secret, same

from .keys import is_key, key_hash
from .model import ApiKey, Standing
from .tokens import BadToken, Claims, TokenVerifier

ADMINS = "admins"
UNAUTHENTICATED, INVALID, UNAVAILABLE = "unauthenticated", "invalid_token", "unavailable"
AROUND = "around_the_edge"


class Busy(Exception):
    """The store cannot answer now: the caller is neither known nor refused."""


class Credentials(Protocol):
    """What the authorizer reads. Raises Busy."""

    def key(self, hashed: str) -> ApiKey | None: ...

    def standing(self, user_id: str) -> Standing: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who it is, or why nobody: exactly one of ``user_id`` and ``reason`` is set."""

    user_id: str = ""
    username: str = ""
    scopes: str = ""
    admin: bool = False
    via: str = "none"
    key_id: str = ""
    reason: str = ""

    def context(self) -> dict[str, str]:
        """As the gateway hands it to functions: strings only."""
        known = {
            "userId": self.user_id,
            "username": self.username,
            "scopes": self.scopes,
            "admin": "true" if self.admin else "false",
            "via": self.via,
            "keyId": self.key_id,
        }
        return {**known, "reason": self.reason} if self.reason else known


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorizer:
    tokens: TokenVerifier
    credentials: Credentials
    origin_secret: Callable[[], str]
    clock: Clock
    origin_secret_before: Callable[[], str] = no_secret
    on_wrong_secret: Callable[[], None] = origin_refused

    def judge(self, headers: Mapping[str, str]) -> Verdict:
        """``headers`` have lower-case names."""
        given = headers.get("x-triptych-origin", "")
        if not same(given, self.origin_secret()) and not same(given, self.origin_secret_before()):
            if given:
                self.on_wrong_secret()
            return Verdict(reason=AROUND)
        scheme, _, credential = headers.get("authorization", "").strip().partition(" ")
        if not credential:
            anonymous = scheme.lower() in ("", "anonymous")
            return Verdict(reason=UNAUTHENTICATED if anonymous else INVALID)
        if scheme.lower() != "bearer":
            return Verdict(reason=INVALID)
        try:
            return self._bearer(credential.strip())
        except Busy:
            return Verdict(reason=UNAVAILABLE)

    def _bearer(self, credential: str) -> Verdict:
        verdict = self._by_key(credential) if is_key(credential) else self._by_token(credential)
        if verdict.reason:
            return verdict
        standing = self.credentials.standing(verdict.user_id)
        return Verdict(reason=INVALID) if standing.banned or standing.erased else verdict

    def _by_key(self, credential: str) -> Verdict:
        hashed = key_hash(credential)
        key = self.credentials.key(hashed)
        if key is None or not hmac.compare_digest(key.hash, hashed):
            return Verdict(reason=INVALID)
        if key.expires_at is not None and self.clock.now() >= key.expires_at:
            return Verdict(reason=INVALID)
        return Verdict(
            user_id=key.owner_id,
            username=key.owner_name,
            scopes=" ".join(key.scopes),
            via="key",
            key_id=key.id,
        )

    def _by_token(self, credential: str) -> Verdict:
        try:
            claims = self.tokens.verify(credential)
        except BadToken:
            return Verdict(reason=INVALID)
        return Verdict(
            user_id=claims["sub"],
            username=claims["username"],
            scopes="*",
            admin=ADMINS in _groups(claims),
            via="jwt",
        )


def _groups(claims: Claims) -> list[str]:
    groups = claims.get("cognito:groups", [])
    return groups if isinstance(groups, list) else []
