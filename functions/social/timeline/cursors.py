"""Where a home timeline goes on. Pure.

The place is an entry's id, which holds its time: it stays right whatever is inserted, deleted or
trimmed. ``groups`` are tweets that were shown by a retweet and may come again further down, under
another retweet or as themselves; a tweet at or above the place cannot, so the list stays short.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import ValidationFailed

GROUP_BYTES = 5  # of an id: all of its random bits and the time to four minutes
MOST_GROUPS = 100  # as many as fit into a cursor of 1,024 characters


@dataclass(frozen=True, slots=True)
class Place:
    """``before`` and ``since`` are exclusive; empty is no bound."""

    before: str = ""
    since: str = ""
    groups: frozenset[int] = frozenset()

    def to_position(self) -> dict[str, str | int]:
        packed = b"".join(g.to_bytes(GROUP_BYTES, "big") for g in sorted(self.groups))
        position: dict[str, str | int] = {"b": self.before}
        if self.since:
            position["s"] = self.since
        if packed:
            position["g"] = base64.b64encode(packed).decode()
        return position


def place_of(position: Mapping[str, str | int]) -> Place:
    """Raises ValidationFailed for a position that is none of ours."""
    try:
        packed = base64.b64decode(str(position.get("g", "")), validate=True)
        before, since = str(position["b"]), str(position.get("s", ""))
    except (KeyError, binascii.Error) as error:
        raise ValidationFailed.of("cursor", "Is not a cursor of this list.") from error
    chunks = range(0, len(packed), GROUP_BYTES)
    groups = frozenset(int.from_bytes(packed[n : n + GROUP_BYTES], "big") for n in chunks)
    return Place(before, since, groups)


def group_of(tweet_id: str) -> int:
    return int(tweet_id) & ((1 << 8 * GROUP_BYTES) - 1)


def groups_below(shown: Iterable[str], place: str) -> frozenset[int]:
    """Of tweets shown by retweets, those that may come again below ``place``, nearest first."""
    below = sorted((t for t in set(shown) if t < place), reverse=True)
    return frozenset(group_of(tweet) for tweet in below[:MOST_GROUPS])
