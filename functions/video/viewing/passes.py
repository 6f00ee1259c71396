"""What the right PIN gives: a text that stands for the profile's id for a while.

Signed as cursors are, for one account. A new PIN ends all passes that the old one gave.
"""

from dataclasses import dataclass
from hashlib import blake2b

from core.clock import Clock
from core.cursor import Cursors
from core.errors import ValidationFailed

from ..model import Profile
from ..moments import ms

Position = dict[str, str | int]  # as cursors hold it

VALID_MS = 12 * 3600 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Passes:
    """``cursors`` signs; any secret text of the function will do."""

    cursors: Cursors
    clock: Clock

    def give(self, profile: Profile) -> tuple[str, int]:
        """The pass, and until when it is good (ms since 1970)."""
        until = ms(self.clock) + VALID_MS
        position: dict[str, str | int] = {
            "profile": profile.id,
            "pin": _mark(profile),
            "until": until,
        }
        return self.cursors.seal(position, scope=_scope(profile.owner_id)), until

    def names(self, ref: str, *, user_id: str) -> str | None:
        """The id of the profile that the text is a pass of, good or not; None if it is none."""
        opened = self._open(ref, user_id)
        return str(opened["profile"]) if opened else None

    def opens(self, ref: str, profile: Profile) -> bool:
        opened = self._open(ref, profile.owner_id)
        return (
            opened is not None
            and opened["profile"] == profile.id
            and opened["pin"] == _mark(profile)
            and int(opened["until"]) > ms(self.clock)
        )

    def _open(self, ref: str, user_id: str) -> Position | None:
        try:
            return self.cursors.open(ref, scope=_scope(user_id))
        except ValidationFailed:
            return None


def _scope(user_id: str) -> str:
    return f"profile-pass#{user_id}"


def _mark(profile: Profile) -> str:
    """Tells one PIN's hash from the next without saying anything of it."""
    return blake2b(profile.pin_hash.encode(), digest_size=9).hexdigest()
