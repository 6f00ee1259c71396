"""What more than one room of video needs, in their own words."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from .model import Profile, Video


class Videos(Protocol):
    """Records of videos, read. Also deleted ones: whoever shows them asks ``shown_to``."""

    def find(self, video_id: str) -> Video | None:
        """Strongly consistent."""
        ...

    def find_many(self, video_ids: Iterable[str]) -> Mapping[str, Video]: ...


class Profiles(Protocol):
    """Who of an account is watching."""

    def choose(self, user_id: str, ref: str | None) -> Profile:
        """The profile named by its id or, where it has a PIN, by the pass its unlocking gave.

        None is the account's first one, made where there is none yet. Raises ProfileNotFound,
        ProfileLocked.
        """
        ...
