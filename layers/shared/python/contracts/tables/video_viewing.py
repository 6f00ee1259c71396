"""What profiles are and did, and how videos did.

``viewers``:

=======================  ===============  ======================================================
pk                       sk               what
=======================  ===============  ======================================================
``user#<user>``          ``<profile>``    a profile: name, maturity, kids, pinHash, at (made, ms)
``user#<user>``          ``#count``       profiles: how many there are; nothing where none ever was
``watch#<profile>``      ``<video>``      at (lastWatchedAt, ms), totalWatchTime (s), watchCount,
                                          position (s), duration (s)
``list#<profile>``       ``<video>``      on the watchlist: at (ms)
``rating#<profile>``     ``<video>``      stars (1 to 5), at (ms)
=======================  ===============  ======================================================

Index ``recent`` (pk, at) lists each of these by time.

``video-stats``: pk ``<video>``; sk ``day#<YYYY-MM-DD>`` (UTC): views, watchSeconds, startups,
startupMs, rebuffers, switches and more of one day; sk ``rating``: stars (sum), raters; sk
``dropoff``: how far sessions got. Items of days carry ``shelf`` (:func:`shelf_of`); index ``shelf``
(shelf, views) lists the most viewed of a day, a sixteenth of all videos each.
"""

from hashlib import blake2b

from . import Index, Key, Table

RECENT_INDEX, SHELF_INDEX = "recent", "shelf"
RATING, DROPOFF = "rating", "dropoff"
COUNT = "#count"
SHELVES = 16

VIEWERS = Table(
    "viewers",
    Key("pk"),
    Key("sk"),
    indexes=(Index(RECENT_INDEX, Key("pk"), Key("at", "N")),),
)
VIDEO_STATS = Table(
    "video-stats",
    Key("pk"),
    Key("sk"),
    indexes=(Index(SHELF_INDEX, Key("shelf"), Key("views", "N"), ()),),
)


def profiles_of(user_id: str) -> str:
    return f"user#{user_id}"


def watched_by(profile_id: str) -> str:
    return f"watch#{profile_id}"


def listed_by(profile_id: str) -> str:
    return f"list#{profile_id}"


def rated_by(profile_id: str) -> str:
    return f"rating#{profile_id}"


def day_of(date: str) -> str:
    return f"day#{date}"


def shelf_of(date: str, video_id: str) -> str:
    """Spread, so that a day's writes do not meet in one partition of the index."""
    number = blake2b(video_id.encode(), digest_size=1).digest()[0] % SHELVES
    return shelf(date, number)


def shelf(date: str, number: int) -> str:
    return f"{date}#{number:02d}"
