"""Passwords and PINs: scrypt (RFC 7914) with cost 2^14, 8, 1: 16 MB and tens of milliseconds."""

import hashlib
import hmac
import secrets
from base64 import b64decode, b64encode

COST, BLOCK, LANES = 2**14, 8, 1


def hash_password(password: str) -> str:
    """``scrypt$<salt>$<key>``, both base64; a new salt each time."""
    salt = secrets.token_bytes(16)
    return f"scrypt${b64encode(salt).decode()}${b64encode(_derive(password, salt)).decode()}"


def verify_password(password: str, stored: str) -> bool:
    """Compares in constant time. Raises ValueError if ``stored`` is not from ``hash_password``."""
    kind, salt, key = stored.split("$")
    if kind != "scrypt":
        raise ValueError("unknown kind of password hash")
    return hmac.compare_digest(_derive(password, b64decode(salt)), b64decode(key))


def _derive(password: str, salt: bytes) -> bytes:
    # "surrogatepass": whatever a form sends has bytes; it just will not match.
    return hashlib.scrypt(
        password.encode("utf-8", "surrogatepass"), salt=salt, n=COST, r=BLOCK, p=LANES, dklen=32
    )
