"""What the room needs, in its own words."""

from collections.abc import Sequence
from typing import Protocol

from ..model import Profile


class ProfileStore(Protocol):
    def of(self, user_id: str) -> Sequence[Profile]:
        """The oldest first; strongly consistent."""
        ...

    def found(self, profile: Profile) -> bool:
        """Keeps an account's very first. False if there is one already."""
        ...

    def add(self, profile: Profile, *, most: int) -> None:
        """To an account that has one. Raises TooManyProfiles."""
        ...

    def save(self, profile: Profile) -> None:
        """In place of what it was. Raises ProfileNotFound."""
        ...

    def remove(self, user_id: str, profile_id: str) -> None:
        """Raises ProfileNotFound, LastProfile."""
        ...

    def forget(self, user_id: str) -> None:
        """All of them, the last one too."""
        ...
