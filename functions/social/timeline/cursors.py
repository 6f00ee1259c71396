"""Where a home timeline goes on. Pure.

The place is an entry's id, which holds its time: it stays right whatever is inserted, deleted or
trimmed. ``seen`` are tweets that were shown by a retweet and may come again further down, under
another retweet or as themselves; a tweet at or above the place cannot, so the list stays short.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import ValidationFailed

ID_BYTES = 8
MOST_SEEN = 64  # as many as fit into a cursor of 1,024 characters


@dataclass(frozen=True, slots=True)
class Place:
    """``before`` and ``since`` are exclusive; empty is no bound."""

    before: str = ""
    since: str = ""
    seen: frozenset[str] = frozenset()

    def to_position(self) -> dict[str, str | int]:
        packed = b"".join(int(each).to_bytes(ID_BYTES, "big") for each in sorted(self.seen))
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
    starts = range(0, len(packed), ID_BYTES)
    ids = (int.from_bytes(packed[n : n + ID_BYTES], "big") for n in starts)
    return Place(before, since, frozenset(str(each) for each in ids))


def seen_below(shown: Iterable[str], place: str) -> frozenset[str]:
    """Of tweets shown by retweets, those that may come again below ``place``, nearest first."""
    return frozenset(sorted((t for t in set(shown) if t < place), reverse=True)[:MOST_SEEN])
