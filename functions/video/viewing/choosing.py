"""``ports.Profiles``: whose eyes a request is for."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.clock import Clock
from core.ids import Ids

from ..errors import ProfileLocked, ProfileNotFound
from ..model import Profile
from ..moments import ms
from .passes import Passes
from .ports import ProfileStore

FIRST_NAME = "Me"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChoice:
    """An account that never made a profile has one as soon as somebody asks."""

    store: ProfileStore
    passes: Passes
    clock: Clock
    ids: Ids

    def all(self, user_id: str) -> Sequence[Profile]:
        """At least one, the oldest first."""
        profiles = self.store.of(user_id)
        if profiles:
            return profiles
        first = Profile(
            id=self.ids.new(), owner_id=user_id, name=FIRST_NAME, created_at=ms(self.clock)
        )
        # Who was faster has made it; theirs is read then.
        return [first] if self.store.found(first) else self.store.of(user_id)

    def choose(self, user_id: str, ref: str | None) -> Profile:
        profile = self.named(user_id, ref)
        if profile.pin_hash and not (ref and self.passes.opens(ref, profile)):
            raise ProfileLocked
        return profile

    def named(self, user_id: str, ref: str | None) -> Profile:
        """Locked or not. Raises ProfileNotFound."""
        profiles = self.all(user_id)
        if ref is None:
            return profiles[0]
        ids = (ref, self.passes.names(ref, user_id=user_id))
        for profile in profiles:
            if profile.id in ids:
                return profile
        raise ProfileNotFound
