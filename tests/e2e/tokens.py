"""Forged and broken JSON web tokens, made from a real one of the pool."""

import base64
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

Claims = dict[str, Any]  # JSON


def claims_of(token: str) -> Claims:
    found: Claims = jwt.decode(token, options={"verify_signature": False})
    return found


def header_of(token: str) -> Claims:
    return dict(jwt.get_unverified_header(token))


def pool_key(state: Path, pool: str, use: str = "access") -> rsa.RSAPrivateKey:
    """The private key the emulated pool signs with: what a token needs to be wrong in time only."""
    loaded = load_pem_private_key(
        (state / "cognito-pool-keys" / f"{pool}-{use}.pem").read_bytes(), password=None
    )
    assert isinstance(loaded, rsa.RSAPrivateKey)
    return loaded


def signed(claims: Claims, key: rsa.RSAPrivateKey, kid: str) -> str:
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return jwt.encode(claims, pem, algorithm="RS256", headers={"kid": kid})


def expired(claims: Claims) -> Claims:
    now = int(time.time())
    return {**claims, "iat": now - 7200, "auth_time": now - 7200, "exp": now - 3600}


def unsigned(claims: Claims) -> str:
    """``alg: none`` and no signature."""
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part(claims)}."


def hmac_with_the_public_key(claims: Claims, public_pem: bytes, kid: str) -> str:
    """HS256 keyed with the pool's public key, as verifiers without a pinned algorithm accept."""
    import hashlib
    import hmac

    text = f"{_part({'alg': 'HS256', 'typ': 'JWT', 'kid': kid})}.{_part(claims)}"
    digest = hmac.new(public_pem, text.encode(), hashlib.sha256).digest()
    return f"{text}.{_b64(digest)}"


def _part(value: Mapping[str, Any]) -> str:
    return _b64(json.dumps(value).encode())


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
