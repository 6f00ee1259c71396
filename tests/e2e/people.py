"""People made for one test: a user of the pool, what they sign in with, what they may send."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.e2e.behind import Behind
from tests.e2e.visiting import Answer, Visitor, anonymous

PASSWORD = "Correct-Horse-9-Battery"


@dataclass
class Person:
    """Somebody with an account. ``api`` speaks for them with their bearer token."""

    behind: Behind
    username: str
    token: str

    @cached_property
    def api(self) -> Visitor:
        return anonymous(self.behind.stack.url).bearing(self.token)

    @cached_property
    def id(self) -> str:
        found: str = self.ok("GET", "/api/me").json["id"]
        return found

    def ok(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """The answer to a request that has to succeed."""
        answer = self.api.asks(method, path, body=body, headers=headers)
        assert answer.status < 300, (method, path, answer.status, answer.body[:500])
        return answer

    def shortens(self, url: str = "https://example.com/there", **more: object) -> str:
        """The code of a new link."""
        code: str = self.ok("POST", "/api/shorten", {"url": url, **more}).json["shortCode"]
        return code

    def key(self, *scopes: str) -> tuple[str, str]:
        """A new API key as (id, secret)."""
        made = self.ok("POST", "/api/me/keys", {"name": "e2e", "scopes": list(scopes)}).json
        return made["id"], made["key"]

    def by_key(self, secret: str) -> Visitor:
        return anonymous(self.behind.stack.url).bearing(secret)


def sign_up(behind: Behind, username: str = "", groups: Sequence[str] = ()) -> Person:
    """A confirmed user with a token, by the pool's administrator API."""
    username = username or f"e2e-{secrets.token_hex(6)}"
    pool = behind.stack.user_pool_id
    cognito = behind.client("cognito-idp")
    cognito.admin_create_user(
        UserPoolId=pool,
        Username=username,
        MessageAction="SUPPRESS",
        UserAttributes=[
            {"Name": "email", "Value": f"{username}@example.com"},
            {"Name": "email_verified", "Value": "true"},
        ],
    )
    cognito.admin_set_user_password(
        UserPoolId=pool, Username=username, Password=PASSWORD, Permanent=True
    )
    for group in groups:
        cognito.admin_add_user_to_group(UserPoolId=pool, Username=username, GroupName=group)
    return Person(behind, username, signed_in(behind, username)["AccessToken"])


def signed_in(behind: Behind, username: str, password: str = PASSWORD) -> dict[str, Any]:
    """``AccessToken, IdToken, RefreshToken …`` of Cognito."""
    found: dict[str, Any] = behind.client("cognito-idp").admin_initiate_auth(
        UserPoolId=behind.stack.user_pool_id,
        ClientId=behind.stack.client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )["AuthenticationResult"]
    return found
