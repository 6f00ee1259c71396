"""What social gives and video believes: for whom a tweet was just shown, with which film.

Signed as cursors are, bound to whom it was given, and short: a player shows it once, at its start.
So neither system asks the other, and whoever may not see the tweet gets none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from .clock import Clock
from .cursor import Cursors
from .errors import ValidationFailed

GOOD_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayPasses:
    """``cursors`` signs: both systems have to be given the same secret (the origin's)."""

    cursors: Cursors
    clock: Clock

    def give(self, viewer_id: str, *, video_id: str, author_id: str) -> str:
        """``author_id`` is who put the film into the tweet."""
        until = int((self.clock.now() + GOOD_FOR).timestamp())
        position: Mapping[str, str | int] = {
            "video": video_id,
            "author": author_id,
            "until": until,
        }
        return self.cursors.seal(position, scope=_scope(viewer_id))

    def opens(self, text: str, viewer_id: str, *, video_id: str, owner_id: str) -> bool:
        """Whether it was given to this viewer, for this film in a tweet of its owner, just now."""
        try:
            said = self.cursors.open(text, scope=_scope(viewer_id))
        except ValidationFailed:
            return False
        return (
            said["video"] == video_id
            and said["author"] == owner_id
            and int(said["until"]) > self.clock.now().timestamp()
        )


def _scope(viewer_id: str) -> str:
    return f"play-pass#{viewer_id}"
