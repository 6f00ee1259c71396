"""Somebody leaves: what their profiles watched, wished for and thought, and the profiles."""

from dataclasses import dataclass

from .keeping import Memory
from .ports import ProfileStore


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewingEraser:
    """The profiles go last: a run that was cut finds by them what is left."""

    store: ProfileStore
    memory: Memory

    def erase(self, user_id: str) -> int:
        """How many profiles were there."""
        profiles = self.store.of(user_id)
        for profile in profiles:
            self.memory.forget(profile.id)
        self.store.forget(user_id)
        return len(profiles)
