"""Playback sessions, and which of an account's run.

``video-sessions``: under ``session#<id>`` ownerId, profileId, videoId, maturity (the most the
profile may see), startedAt, heardAt and leaseEnds (ms), position and duration (s), quality, watched
(s), secondsAt (M: seconds per rung), switches, startupMs, rebuffers, stalled (s), held (BOOL: it
has one of the account's places), freeUntil (ms, of one that a tweet started: no plan is needed
until then), version, endedAt (ms), and until its end has been told: ``open`` (:func:`open_of`).
Ended ones go by ``ttl``. What is empty is left out.

Under ``places#<user>``: sessions (SS), those that have a place; nothing where none has.

Access patterns: one by its key; those to be closed, by index ``open`` (open, leaseEnds), a
sixteenth each; somebody's, for erasure, by index ``owner``.
"""

from hashlib import blake2b

from . import Index, Key, Table

OPEN_INDEX, OWNER_INDEX = "open", "owner"
SHARDS = 16
VIDEO_SESSIONS = Table(
    "video-sessions",
    Key("id"),
    indexes=(
        Index(OPEN_INDEX, Key("open"), Key("leaseEnds", "N"), ()),
        Index(OWNER_INDEX, Key("ownerId"), Key("startedAt", "N"), ()),
    ),
    ttl="ttl",
)


def session(session_id: str) -> str:
    return f"session#{session_id}"


def places_of(user_id: str) -> str:
    return f"places#{user_id}"


def open_of(session_id: str) -> str:
    """Spread, so that all sessions of the world do not meet in one partition of the index."""
    return open_shard(blake2b(session_id.encode(), digest_size=1).digest()[0] % SHARDS)


def open_shard(number: int) -> str:
    return f"open#{number:02d}"
