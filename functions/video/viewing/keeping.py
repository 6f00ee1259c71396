"""An account's profiles: made, changed, opened by their PIN, deleted.

Nobody gets further by a new or a changed profile than by those that are open to them: whoever may
see more stands behind a PIN, and its pass is asked for (V10).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.clock import Clock
from core.ids import Ids

from ..errors import LastProfile, PinWrong, ProfileLocked
from ..model import MATURITIES, Maturity, Profile, suits
from ..moments import ms
from .choosing import ProfileChoice
from .passes import Passes
from .ports import Attempts, Opinions, ProfileStore, Watches, Wishes

MOST = 5
KIDS: Maturity = "7+"


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that a profile remembers."""

    watches: Watches
    wishes: Wishes
    opinions: Opinions

    def forget(self, profile_id: str) -> None:
        self.opinions.forget_all(profile_id)
        self.wishes.forget_all(profile_id)
        self.watches.forget_all(profile_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """None leaves it as it is; ``pin`` "" takes the PIN away."""

    name: str | None = None
    maturity: Maturity | None = None
    kids: bool | None = None
    pin: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileKeeper:
    store: ProfileStore
    choice: ProfileChoice
    passes: Passes
    memory: Memory
    attempts: Attempts
    clock: Clock
    ids: Ids
    hash_pin: Callable[[str], str]
    verify_pin: Callable[[str, str], bool]

    def all(self, user_id: str) -> Sequence[Profile]:
        return self.choice.all(user_id)

    def create(self, user_id: str, edit: Edit, *, by: str | None) -> Profile:
        """Raises TooManyProfiles, ProfileLocked."""
        profiles = self.choice.all(user_id)
        blank = Profile(id=self.ids.new(), owner_id=user_id, name="", created_at=ms(self.clock))
        made = self._edited(blank, edit)
        self._within_reach(profiles, made, (by,))
        self.store.add(made, most=MOST)
        return made

    def edit(self, user_id: str, ref: str, edit: Edit, *, by: str | None) -> Profile:
        """``ref`` is a pass where the profile has a PIN. Raises ProfileNotFound, ProfileLocked."""
        before = self.choice.choose(user_id, ref)
        after = self._edited(before, edit)
        if not suits(after.maturity, before.maturity):
            self._within_reach(self.choice.all(user_id), after, (ref, by))
        self.store.save(after)
        return after

    def delete(self, user_id: str, ref: str) -> None:
        """With all it remembers. Raises ProfileNotFound, ProfileLocked, LastProfile."""
        profile = self.choice.choose(user_id, ref)
        if len(self.choice.all(user_id)) == 1:
            raise LastProfile
        self.memory.forget(profile.id)
        self.store.remove(user_id, profile.id)
        self.memory.forget(profile.id)  # what came meanwhile

    def unlock(self, user_id: str, ref: str, pin: str) -> tuple[str, int]:
        """The pass, and until when it is good (ms). Raises ProfileNotFound, TooManyAttempts,

        PinWrong.
        """
        profile = self.choice.named(user_id, ref)
        self.attempts.check(profile.id)
        if not profile.pin_hash or not self.verify_pin(pin, profile.pin_hash):
            raise PinWrong
        return self.passes.give(profile)

    def _edited(self, profile: Profile, edit: Edit) -> Profile:
        kids = profile.kids if edit.kids is None else edit.kids
        maturity = edit.maturity or profile.maturity
        pin_hash = profile.pin_hash
        if edit.pin is not None:
            pin_hash = self.hash_pin(edit.pin) if edit.pin else ""
        return replace(
            profile,
            name=profile.name if edit.name is None else edit.name,
            kids=kids,
            maturity=min(maturity, KIDS, key=MATURITIES.index) if kids else maturity,
            pin_hash=pin_hash,
        )

    def _within_reach(
        self, profiles: Sequence[Profile], wanted: Profile, refs: Sequence[str | None]
    ) -> None:
        reach = -1
        for each in profiles:
            if not each.pin_hash or any(ref and self.passes.opens(ref, each) for ref in refs):
                reach = max(reach, MATURITIES.index(each.maturity))
        beyond = any(MATURITIES.index(each.maturity) > reach for each in profiles)
        if beyond and MATURITIES.index(wanted.maturity) > reach:
            raise ProfileLocked
