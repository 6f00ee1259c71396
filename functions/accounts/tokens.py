"""Cognito's access tokens, verified as its developer guide says ("Verifying JSON web tokens").

Only access tokens open the API: an ID token tells an application who somebody is, and is not made
for being sent around. RS256 is pinned, so neither ``none`` nor HS256 with the public key passes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from jwt import PyJWK

LONGEST_TOKEN = 8_192  # characters; Cognito's are about 1,000
LEEWAY = 30  # seconds of clock difference that are forgiven
REQUIRED = ["exp", "iat", "iss", "sub", "token_use", "client_id", "username"]

Claims = Mapping[str, Any]  # a token's JSON
FindKey = Callable[[str], PyJWK | None]


class BadToken(Exception):
    """The token is not one of ours, or not valid now."""


@dataclass(frozen=True, slots=True)
class TokenVerifier:
    """``find_key`` gives the pool's public key of a ``kid``, or None."""

    issuer: str
    client_ids: tuple[str, ...]
    find_key: FindKey

    def verify(self, token: str) -> Claims:
        """The claims. Raises BadToken; what ``find_key`` raises passes."""
        if len(token) > LONGEST_TOKEN:
            raise BadToken("too long")
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, UnicodeError) as error:
            raise BadToken("unreadable") from error
        if header.get("alg") != "RS256":
            raise BadToken("algorithm")
        key = self.find_key(str(header.get("kid", "")))
        if key is None:
            raise BadToken("unknown key")
        return self._checked(token, key)

    def _checked(self, token: str, key: PyJWK) -> Claims:
        try:
            claims: Claims = jwt.decode(
                token,
                key=key.key,
                algorithms=["RS256"],
                issuer=self.issuer,
                leeway=LEEWAY,
                options={"require": REQUIRED, "verify_aud": False},
            )
        except (jwt.PyJWTError, ValueError) as error:
            raise BadToken(type(error).__name__) from error
        use = claims["token_use"]
        if use != "access" or claims["client_id"] not in self.client_ids:
            raise BadToken("not an access token of this application")
        if not isinstance(claims["sub"], str) or not isinstance(claims["username"], str):
            raise BadToken("subject")
        return claims
