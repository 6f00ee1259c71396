"""What all attempts under one Idempotency-Key share."""

import secrets
import time
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Attempt:
    """``began``: when the first one did, ms since 1970; ``token``: 22 random URL-safe characters.

    ``again``: there was one before that did not tell what became of it.
    """

    began: int
    token: str
    again: bool = False

    @classmethod
    def new(cls) -> "Attempt":
        return cls(time.time_ns() // 1_000_000, secrets.token_urlsafe(16))

    @classmethod
    def of(cls, text: str, *, again: bool) -> "Attempt":
        """The inverse of ``str``."""
        began, token = text.split(".")
        return cls(int(began), token, again)

    def part(self, number: int) -> "Attempt":
        """That of one of several things that are made in it."""
        return replace(self, token=f"{self.token}#{number}")

    def __str__(self) -> str:
        return f"{self.began}.{self.token}"
