"""What the use cases need, in their own words."""

from datetime import datetime
from typing import Protocol

from .model import Account, ApiKey, Subscription


class AccountStore(Protocol):
    """People, their keys and plans. Every write is one transaction: all of it or nothing."""

    def find(self, user_id: str) -> Account | None:
        """Strongly consistent. Raises AccountErased."""
        ...

    def create(self, account: Account) -> None:
        """Does nothing if the person is there. Raises UsernameTaken, AccountErased."""
        ...

    def edit(self, user_id: str, *, display_name: str | None, bio: str | None) -> Account:
        """None leaves as it is. Raises AccountErased."""
        ...

    def portray(self, user_id: str, avatar_url: str | None) -> None:
        """None removes it. Raises AccountErased."""
        ...

    def subscription(self, user_id: str) -> Subscription: ...

    def subscribe(self, user_id: str, subscription: Subscription) -> None:
        """Raises AccountErased."""
        ...

    def erase(self, account: Account, *, event_id: str, at: datetime) -> None:
        """Leaves a tombstone and the event ``account.erased``; does nothing the second time."""
        ...

    def keys(self, user_id: str) -> list[ApiKey]:
        """Oldest first, strongly consistent."""
        ...

    def add_key(self, key: ApiKey) -> None:
        """Raises TooManyKeys, AccountErased."""
        ...

    def delete_key(self, user_id: str, key_id: str) -> None:
        """Raises KeyNotFound."""
        ...

    def ban(self, user_id: str, *, at: datetime | None) -> None:
        """None lifts the ban. Raises AccountNotFound."""
        ...
