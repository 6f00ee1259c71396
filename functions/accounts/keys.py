"""API keys: ``trp_`` and 43 URL-safe characters, 256 random bits. Kept as SHA-256 only.

A fast hash is right here, unlike for passwords: nobody can try 2^256 keys.
"""

import hashlib
import re
import secrets

PREFIX = "trp_"
FORM = re.compile(r"trp_[A-Za-z0-9_-]{43}")
SHOWN = 4  # last characters that help an owner tell keys apart


def new_key() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def is_key(text: str) -> bool:
    return FORM.fullmatch(text) is not None


def key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
