"""What follows an erasure: everybody is told, keys and sign-in are removed.

Started by the outbox row's record in the table's stream, at least once: each step can be repeated.
The event goes out when nothing else of ours is left to fail; last goes the row, which names the
person.

What the gateway and the authorizer remember lets the person's token write for a little longer, so
everybody is told once more when that time is over: the same event, under another source.
"""

from dataclasses import dataclass
from typing import Protocol

from contracts.events import AccountChanged, AccountErased

from .model import Account

SOURCE = "triptych.accounts"
SOURCE_AGAIN = "triptych.accounts.again"


class Bus(Protocol):
    def send(self, *, source: str, type_: str, detail: str) -> None: ...


class Leftovers(Protocol):
    def remove_keys(self, user_id: str) -> None: ...

    def remove_row(self, event_id: str) -> None: ...


class Directory(Protocol):
    def remove(self, username: str, user_id: str) -> None:
        """Does nothing if the person is gone, or if the name belongs to somebody else by now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One outbox row: the event as JSON, and whose it is."""

    type: str
    detail: str
    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    bus: Bus
    leftovers: Leftovers
    directory: Directory

    def deliver(self, row: Row) -> None:
        event = AccountErased.model_validate_json(row.detail)
        self.leftovers.remove_keys(event.user_id)
        self.directory.remove(row.username, event.user_id)
        self.bus.send(source=SOURCE, type_=row.type, detail=row.detail)
        self.leftovers.remove_row(event.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcer:
    """Tells everybody of a profile that is new or changed, from the change of its own item."""

    bus: Bus

    def announce(self, account: Account, *, revision: int, banned: bool = False) -> None:
        event = AccountChanged(
            user_id=account.id,
            username=account.username,
            display_name=account.display_name,
            bio=account.bio,
            avatar_url=account.avatar_url,
            created_at=account.created_at,
            revision=revision,
            banned=banned,
        )
        detail = event.model_dump_json(by_alias=True)
        self.bus.send(source=SOURCE, type_=event.type, detail=detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    bus: Bus

    def remind(self, event: AccountErased) -> None:
        """Consumers tell events apart by type, so each hears of it without doing anything."""
        detail = event.model_dump_json(by_alias=True)
        self.bus.send(source=SOURCE_AGAIN, type_=event.type, detail=detail)
