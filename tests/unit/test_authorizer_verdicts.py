"""Facts about who may come in: tokens (X2), API keys, standing, ways around the edge (X7)."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt import PyJWK

from accounts.authorizing import Authorizer, Busy, Verdict
from accounts.keys import is_key, key_hash, new_key
from accounts.model import ApiKey, Standing
from accounts.tokens import LEEWAY, TokenVerifier
from tests.fakes.accounts import FakeCredentials
from tests.fakes.core import NOON, FakeClock

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool"
PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = PRIVATE.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
JWK = PyJWK.from_dict(
    {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(PRIVATE.public_key())), "alg": "RS256"}
)
NOW = int(__import__("time").time())  # pyjwt reads the system's clock

CLAIMS: dict[str, Any] = {
    "sub": "u-1",
    "username": "ada",
    "iss": ISSUER,
    "client_id": "web",
    "token_use": "access",
    "iat": NOW - 10,
    "exp": NOW + 3600,
    "cognito:groups": ["admins"],
}


def token(key: object = PRIVATE, kid: str = "k1", alg: str = "RS256", **changes: object) -> str:
    named = {"cognito:groups" if name == "groups" else name: v for name, v in changes.items()}
    claims = {k: v for k, v in {**CLAIMS, **named}.items() if v is not None}
    # Keys and claims are whatever the attack needs.
    return jwt.encode(claims, key, algorithm=alg, headers={"kid": kid})  # type: ignore[arg-type]


def by_hand(header: dict[str, str], signature: bytes = b"") -> str:
    """A token that no library would make."""

    def part(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).decode().rstrip("=")

    payload = json.dumps(CLAIMS).encode()
    return ".".join((part(json.dumps(header).encode()), part(payload), part(signature)))


def hs256_with_the_public_key() -> str:
    import hashlib
    import hmac

    unsigned = by_hand({"alg": "HS256", "kid": "k1", "typ": "JWT"}).rpartition(".")[0]
    mac = hmac.digest(PEM, unsigned.encode(), hashlib.sha256)
    return unsigned + "." + base64.urlsafe_b64encode(mac).decode().rstrip("=")


@dataclass
class Door:
    credentials: FakeCredentials = field(default_factory=FakeCredentials)
    clock: FakeClock = field(default_factory=FakeClock)
    find_key: Callable[[str], PyJWK | None] = {"k1": JWK}.get
    wrong_secrets: list[str] = field(default_factory=list)

    def judge(self, authorization: str | None, origin: str | None = "secret") -> Verdict:
        headers = {"authorization": authorization, "x-triptych-origin": origin}
        return Authorizer(
            tokens=TokenVerifier(ISSUER, ("web",), self.find_key),
            credentials=self.credentials,
            origin_secret=lambda: "secret",
            clock=self.clock,
            on_wrong_secret=lambda: self.wrong_secrets.append("told"),
        ).judge({name: value for name, value in headers.items() if value is not None})

    def with_key(self, **changes: Any) -> str:
        text = new_key()
        key = ApiKey(
            id="key-1",
            hash=key_hash(text),
            owner_id="u-2",
            owner_name="grace",
            name="ci",
            scopes=("links:read", "links:write"),
            ending=text[-4:],
            created_at=NOON,
        )
        self.credentials.keys[key.hash] = replace(key, **changes)
        return text


def test_an_access_token_is_its_person_with_all_scopes() -> None:
    verdict = Door().judge("Bearer " + token())
    assert verdict == Verdict(user_id="u-1", username="ada", scopes="*", admin=True, via="jwt")


def test_without_the_group_nobody_is_an_administrator() -> None:
    for groups in (None, [], ["editors"], "admins", {"admins": 1}):
        verdict = Door().judge("Bearer " + token(groups=groups))
        assert (verdict.user_id, verdict.admin) == ("u-1", False)


@pytest.mark.parametrize(
    "bad",
    [
        by_hand({"alg": "none", "kid": "k1"}),
        by_hand({"alg": "None", "kid": "k1"}),
        by_hand({"alg": "RS256", "kid": "k1"}, b"no signature"),
        hs256_with_the_public_key(),
        token(key=OTHER),
        token(kid="k2"),
        token(kid=""),
        token(iss="https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other"),
        token(client_id="other"),
        token(token_use="id"),
        token(token_use="refresh"),
        token(token_use=None),
        token(exp=NOW - LEEWAY - 5),
        token(exp=None),
        token(nbf=NOW + LEEWAY + 600),
        token(iat=NOW + LEEWAY + 600),
        token(sub=None),
        token(username=None),
        token(padding="x" * 1_000_000),
        "a.b.c",
        "....",
        "\u00e9.\u00e9.\u00e9",
        "x" * 1_000_000,
    ],
)
def test_X2_a_token_that_is_not_ours_or_not_valid_now_is_nobody(bad: str) -> None:
    assert Door().judge("Bearer " + bad) == Verdict(reason="invalid_token")


@pytest.mark.parametrize("header", [None, "", "anonymous", "Anonymous"])
def test_no_credential_is_nobody(header: str | None) -> None:
    assert Door().judge(header) == Verdict(reason="unauthenticated")


@pytest.mark.parametrize("header", ["Basic dXNlcjpwYXNz", "Bearer", "bearer  ", "Token x", "x y z"])
def test_another_scheme_is_refused(header: str) -> None:
    assert Door().judge(header).reason == "invalid_token"


@pytest.mark.parametrize("skew", [-300, 300])
def test_X10_a_skewed_clock_of_ours_only_matters_to_keys_that_expire(skew: int) -> None:
    door = Door(clock=FakeClock(NOON + timedelta(seconds=skew)))
    assert door.judge("Bearer " + door.with_key()).user_id == "u-2"


def test_an_api_key_is_its_owner_with_its_scopes_and_never_an_administrator() -> None:
    door = Door()
    verdict = door.judge("Bearer " + door.with_key())
    assert verdict == Verdict(
        user_id="u-2",
        username="grace",
        scopes="links:read links:write",
        via="key",
        key_id="key-1",
    )


def test_X2_an_unknown_or_revoked_key_is_nobody() -> None:
    door = Door()
    key = door.with_key()
    door.credentials.keys.clear()
    assert door.judge("Bearer " + key).reason == "invalid_token"


def test_X2_a_truncated_key_is_nobody() -> None:
    door = Door()
    key = door.with_key()
    for wrong in (key[:-1], key[:12], "trp_", key + "A", key.upper()):
        assert door.judge("Bearer " + wrong).reason == "invalid_token"


def test_a_key_ends_at_its_expiry() -> None:
    door = Door()
    key = door.with_key(expires_at=NOON + timedelta(hours=1))
    assert door.judge("Bearer " + key).user_id == "u-2"
    door.clock.advance(3600)
    assert door.judge("Bearer " + key).reason == "invalid_token"


@pytest.mark.parametrize("standing", [Standing(banned=True), Standing(erased=True)])
def test_who_was_banned_or_erased_does_not_come_in_either_way(standing: Standing) -> None:
    door = Door()
    door.credentials.standings = {"u-1": standing, "u-2": standing}
    assert door.judge("Bearer " + token()).reason == "invalid_token"
    assert door.judge("Bearer " + door.with_key()).reason == "invalid_token"


def test_X4_a_store_or_pool_that_cannot_answer_is_not_a_refusal() -> None:
    def busy(_kid: str) -> PyJWK | None:
        raise Busy

    door = Door()
    key = door.with_key()
    door.credentials.busy = True
    assert door.judge("Bearer " + key).reason == "unavailable"
    assert door.judge("Bearer " + token()).reason == "unavailable"
    assert Door(find_key=busy).judge("Bearer " + token()).reason == "unavailable"


@pytest.mark.parametrize("origin", [None, "", "wrong", "secret ", "Secret"])
def test_X7_around_the_edge_nobody_is_anybody(origin: str | None) -> None:
    door = Door()
    assert door.judge("Bearer " + token(), origin) == Verdict(reason="around_the_edge")
    assert door.wrong_secrets == (["told"] if origin else []), "an edge that sends a wrong one"


def test_keys_have_one_form_and_are_never_twice_the_same() -> None:
    made = {new_key() for _ in range(1000)}
    assert len(made) == 1000
    assert all(is_key(key) and len(key) == 47 for key in made)


def test_the_context_is_made_of_strings_alone() -> None:
    for verdict in (Door().judge("Bearer " + token()), Door().judge(None)):
        assert all(isinstance(value, str) for value in verdict.context().values())
