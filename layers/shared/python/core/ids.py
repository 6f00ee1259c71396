"""Identifiers as a port: unguessable, URL-safe and sortable by nothing."""

import secrets
from typing import Protocol


class Ids(Protocol):
    def new(self) -> str:
        """A fresh identifier of 22 URL-safe characters (128 random bits)."""
        ...


class RandomIds:
    def new(self) -> str:
        return secrets.token_urlsafe(16)
