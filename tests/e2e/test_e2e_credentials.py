"""X2: what is no proof of who somebody is, and X7: what a client may not say about itself."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.e2e import tokens
from tests.e2e.behind import Behind
from tests.e2e.doors import around_the_edge, viewer_door
from tests.e2e.people import Person, sign_up, signed_in
from tests.e2e.tokens import Claims
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually


@pytest.fixture(scope="module")
def somebody(behind: Behind) -> Person:
    return sign_up(behind)


@pytest.fixture(scope="module")
def pool_key(behind: Behind) -> rsa.RSAPrivateKey:
    stack = behind.stack
    return tokens.pool_key(stack.instance.emulator_state, stack.user_pool_id)


@pytest.fixture
def resigned(somebody: Person, pool_key: rsa.RSAPrivateKey) -> Callable[[Claims], str]:
    """A token with other claims, signed with the pool's own key."""
    kid = tokens.header_of(somebody.token)["kid"]
    return lambda changed: tokens.signed(changed, pool_key, kid)


def refused(visitor: Visitor, credential: str) -> str:
    answer = visitor.bearing(credential).gets("/api/me")
    assert answer.status == 401, answer.body[:200]
    return answer.code


def test_X2_of_the_pools_tokens_only_access_tokens_open_the_api(
    behind: Behind, visitor: Visitor
) -> None:
    person = sign_up(behind)
    issued = signed_in(behind, person.username)
    me = visitor.bearing(issued["AccessToken"]).gets("/api/me")
    assert (me.status, me.json["username"]) == (200, person.username)
    # An ID token tells an application who somebody is; it opens nothing.
    assert refused(visitor, issued["IdToken"]) == "invalid_token"
    assert refused(visitor, issued["RefreshToken"]) == "invalid_token"


def test_X2_a_token_resigned_unchanged_is_accepted(
    somebody: Person, visitor: Visitor, resigned: Callable[[Claims], str]
) -> None:
    """The forgeries below fail for what they change and not for how they are made."""
    token = resigned(tokens.claims_of(somebody.token))
    assert visitor.bearing(token).gets("/api/me").status == 200


CHANGES: dict[str, Callable[[Claims], Claims]] = {
    "expired": tokens.expired,
    "not yet valid": lambda c: {**c, "nbf": c["exp"] - 10, "iat": c["exp"] - 10},
    "without expiry": lambda c: {k: v for k, v in c.items() if k != "exp"},
    "another issuer": lambda c: {**c, "iss": c["iss"] + "x"},
    "another client": lambda c: {**c, "client_id": "somebody-elses-client"},
    "another use": lambda c: {**c, "token_use": "refresh"},
    "no use": lambda c: {k: v for k, v in c.items() if k != "token_use"},
    "no subject": lambda c: {k: v for k, v in c.items() if k != "sub"},
    "expiry as text": lambda c: {**c, "exp": "tomorrow"},
}


@pytest.mark.parametrize("change", CHANGES)
def test_X2_a_well_signed_token_with_wrong_claims_is_401(
    change: str, somebody: Person, visitor: Visitor, resigned: Callable[[Claims], str]
) -> None:
    token = resigned(CHANGES[change](tokens.claims_of(somebody.token)))
    assert refused(visitor, token) == "invalid_token"


def test_X2_alg_none_is_401(somebody: Person, visitor: Visitor) -> None:
    token = tokens.unsigned(tokens.claims_of(somebody.token))
    assert refused(visitor, token) == "invalid_token"


def test_X2_hs256_with_the_public_key_is_401(
    somebody: Person, visitor: Visitor, pool_key: rsa.RSAPrivateKey
) -> None:
    public = pool_key.public_key()
    kid = tokens.header_of(somebody.token)["kid"]
    for encoding in (Encoding.PEM, Encoding.DER):
        secret = public.public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)
        token = tokens.hmac_with_the_public_key(tokens.claims_of(somebody.token), secret, kid)
        assert refused(visitor, token) == "invalid_token"


def test_X2_another_key_under_the_pools_name_is_401(somebody: Person, visitor: Visitor) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    claims = tokens.claims_of(somebody.token)
    for kid in (tokens.header_of(somebody.token)["kid"], "unknown", ""):
        assert refused(visitor, tokens.signed(claims, stranger, kid)) == "invalid_token"


@pytest.mark.parametrize(
    "credential", ["x", "a.b.c", "..", "trp_", "null", "eyJhbGciOiJub25lIn0.e30.", "%00"]
)
def test_X2_nonsense_is_401(credential: str, visitor: Visitor) -> None:
    assert refused(visitor, credential) == "invalid_token"


def test_X2_a_changed_signature_or_payload_is_401(somebody: Person, visitor: Visitor) -> None:
    header, payload, signature = somebody.token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    changed = json.dumps({**claims, "sub": "somebody-else"}).encode()
    other = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]
    assert refused(visitor, f"{header}.{other}.{signature}") == "invalid_token"
    assert refused(visitor, f"{header}.{payload}.{flipped}") == "invalid_token"
    assert refused(visitor, f"{header}.{payload}.") == "invalid_token"


def test_X2_a_token_of_a_megabyte_is_refused(visitor: Visitor) -> None:
    answer = visitor.bearing("a" * 1_000_000).gets("/api/me")
    assert 400 <= answer.status < 500


def test_X2_other_schemes_and_none_are_unauthenticated(visitor: Visitor, ada: Person) -> None:
    assert visitor.gets("/api/me").code == "unauthenticated"
    for header in ("", "Basic YTpi", "anonymous", "Bearer", f"Basic {ada.token}"):
        answer = visitor.gets("/api/me", Authorization=header)
        assert answer.status == 401, header


def test_X2_keys_unknown_revoked_or_cut_are_401(ada: Person, visitor: Visitor) -> None:
    key_id, secret = ada.key("links:read")
    assert secret.startswith("trp_")
    assert visitor.bearing(secret).gets("/api/urls").status == 200
    assert refused(visitor, secret[:-1]) == "invalid_token"
    assert refused(visitor, secret + "x") == "invalid_token"
    assert refused(visitor, "trp_" + "0" * (len(secret) - 4)) == "invalid_token"
    ada.ok("DELETE", f"/api/me/keys/{key_id}")
    eventually(
        lambda: visitor.bearing(secret).gets("/api/urls").status,
        until=lambda status: status == 401,
        within=90,
    )


def test_X2_a_key_is_shown_once(ada: Person) -> None:
    _, secret = ada.key("links:read")
    listed = ada.ok("GET", "/api/me/keys").body.decode()
    assert secret not in listed


def lies() -> list[tuple[str, str]]:
    return [
        ("X-Forwarded-For", "203.0.113.9"),
        ("CloudFront-Viewer-Country", "XX"),
        ("CloudFront-Viewer-Address", "203.0.113.9:1"),
        ("X-Triptych-Origin", "guess"),
        ("Host", "evil.example"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Amzn-Requestcontext", "{}"),
        ("X-Original-Url", "/api/health"),
        ("X-Http-Method-Override", "DELETE"),
    ]


@pytest.mark.parametrize("lie", lies(), ids=lambda pair: pair[0])
def test_X7_headers_of_the_client_never_change_who_the_caller_is(
    lie: tuple[str, str], ada: Person, visitor: Visitor
) -> None:
    name, value = lie
    mine = ada.api.asks("GET", "/api/me", headers={name: value})
    assert (mine.status, mine.json["username"]) == (200, ada.username)
    assert visitor.asks("GET", "/api/me", headers={name: value}).status == 401


def test_X7_short_urls_name_the_public_host_whatever_the_client_says(ada: Person) -> None:
    made = ada.api.asks(
        "POST",
        "/api/shorten",
        body={"url": "https://example.com/"},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    assert made.json["shortUrl"].startswith(ada.behind.stack.url + "/")


def test_X7_requests_around_the_edge_are_refused(
    behind: Behind, ada: Person, visitor: Visitor
) -> None:
    code = ada.shortens()
    door = around_the_edge(behind)
    guess = {"X-Triptych-Origin": "guess"}
    public = [
        door.gets(f"/{code}"),
        door.gets(f"/{code}", **guess),
        door.gets("/api/health"),
        door.gets("/api/openapi.json", **guess),
    ]
    assert [(answer.status, answer.code) for answer in public] == [(403, "around_the_edge")] * 4
    signed_in_there = door.bearing(ada.token)
    body = {"url": "https://example.com/"}
    guarded = [
        signed_in_there.gets("/api/me", **guess),
        signed_in_there.asks("POST", "/api/shorten", body=body, headers=guess),
    ]
    assert [(answer.status, answer.code) for answer in guarded] == [(403, "around_the_edge")] * 2
    # Without the header the gateway does not even ask the authorizer.
    assert signed_in_there.gets("/api/me").status == 401
    assert visitor.gets(f"/{code}").status == 302


def test_X7_a_refusal_around_the_edge_is_not_kept_for_the_honest(
    behind: Behind, ada: Person
) -> None:
    """An authorizer's cached answer must not mix the two ways in."""
    door = around_the_edge(behind).bearing(ada.token)
    for _ in range(3):
        assert door.gets("/api/me", **{"X-Triptych-Origin": "guess"}).status == 403
        assert ada.api.gets("/api/me").status == 200


def test_X7_the_public_door_takes_no_test_address(ada: Person, behind: Behind) -> None:
    by_door = viewer_door(behind.stack, "8.8.8.8")
    name = next(header for header in by_door.sends if "viewer" in header)
    code = ada.shortens()
    visitor = Visitor(behind.stack.url, {**by_door.sends, name: "8.8.8.8"})
    visitor.gets(f"/{code}")
    stats: dict[str, Any] = eventually(
        lambda: ada.ok("GET", f"/api/stats/{code}").json,
        until=lambda seen: seen["totalClicks"] == 1,
    )
    assert {"country": "US", "count": 1} not in stats["topCountries"]
