"""People made for one test: a user of the pool, what they sign in with, what they may send."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pycognito.aws_srp import AWSSRP

from infra.local.people import People, password
from tests.e2e.behind import Behind
from tests.e2e.visiting import Answer, Visitor, anonymous


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
    """A confirmed user with a token, who signed up and in as everybody does."""
    username = username or f"e2e-{secrets.token_hex(6)}"
    people = launcher_people(behind)
    people.ensure(username)
    for group in groups:
        behind.client("cognito-idp").admin_add_user_to_group(
            UserPoolId=behind.stack.user_pool_id, Username=username, GroupName=group
        )
    return Person(behind, username, people.token(username))


def launcher_people(behind: Behind) -> People:
    stack = behind.stack
    return People(
        cognito=behind.client("cognito-idp"), pool_id=stack.user_pool_id, client_id=stack.client_id
    )


def signed_in(behind: Behind, username: str, secret: str = "") -> dict[str, Any]:
    """``AccessToken, IdToken, RefreshToken …`` of Cognito, by SRP as a browser does it."""
    proof = AWSSRP(
        username=username,
        password=secret or password(username),
        pool_id=behind.stack.user_pool_id,
        client_id=behind.stack.client_id,
        client=behind.client("cognito-idp"),
    )
    found: dict[str, Any] = proof.authenticate_user()["AuthenticationResult"]
    return found
