"""What live connections need, in their own words."""

from collections.abc import Sequence
from typing import Protocol


class HungUp(Exception):
    """Nobody is at the other end any more."""


class Connections(Protocol):
    """Tickets, connections and hints. Strongly consistent. Times are epoch seconds."""

    def issue(self, ticket: str, user_id: str, *, until: int) -> None: ...

    def admit(self, ticket: str, connection_id: str, *, now: int, until: int) -> str | None:
        """Whose ticket it was, which ends with this; None if it is not good (any more)."""
        ...

    def user_of(self, connection_id: str) -> str | None: ...

    def of_user(self, user_id: str) -> Sequence[str]: ...

    def forget(self, user_id: str, connection_id: str) -> None:
        """Twice is the same as once."""
        ...

    def said(self, hint_id: str) -> None:
        """A hint needs to be kept no longer: it names people. Twice is the same as once."""
        ...


class Presence(Protocol):
    """Who is connected, for the fan-out. Every method may raise CacheDown."""

    def arrived(self, user_id: str, connection_id: str) -> None:
        """Also renews."""
        ...

    def left(self, user_id: str, connection_id: str) -> None: ...


class Lines(Protocol):
    """The open connections themselves."""

    def say(self, connection_id: str, text: str) -> None:
        """Raises HungUp, or Unavailable if it could not be said now."""
        ...

    def hang_up(self, connection_id: str) -> None:
        """Raises as ``say`` does."""
        ...
