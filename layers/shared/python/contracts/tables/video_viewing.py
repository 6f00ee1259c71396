"""What profiles are and did, and how videos did.

``viewers``:

=======================  ===============  ======================================================
pk                       sk               what
=======================  ===============  ======================================================
``user#<user>``          ``<profile>``    a profile: name, maturity, kids, pinHash, at (made, ms)
``user#<user>``          ``#count``       profiles: how many there are; nothing where none ever was
``watch#<profile>``      ``<video>``      at (lastWatchedAt, ms), totalWatchTime (s), watchCount;
                                          position and duration (s), heardAt (ms): where the device
                                          that was heard of last is or stopped
``list#<profile>``       ``<video>``      on the watchlist: at (ms)
``rating#<profile>``     ``<video>``      stars (1 to 5), at (ms)
=======================  ===============  ======================================================

Index ``recent`` (pk, at) lists each of these by time; keys only, for positions change often.

``video-stats``:

=======================  =====================  ================================================
pk                       sk                     what
=======================  =====================  ================================================
``<video>``              ``day#<YYYY-MM-DD>``   of a day (UTC): views (begun), sessions (over),
                                                watchSeconds, startups, startupMs, rebuffers,
                                                stallSeconds, switches, ``secondsAt_<rung>``
``<video>``              ``total``              the same of all days, and ``reached_<n>``: sessions
                                                that stopped in that twentieth of the film (20 is
                                                its end)
``<video>``              ``rating``             stars (sum), raters
``counted#<session>``    ``started``, ``over``  that this was counted; goes by ``ttl``
=======================  =====================  ================================================

Items of days carry ``shelf`` (:func:`shelf_of`); index ``shelf`` (shelf, views) lists the most
viewed of a day, a sixteenth of all videos each.
"""

from hashlib import blake2b

from . import Index, Key, Table

RECENT_INDEX, SHELF_INDEX = "recent", "shelf"
RATING, TOTAL = "rating", "total"
STARTED, OVER = "started", "over"
COUNT = "#count"
SHELVES = 16

VIEWERS = Table(
    "viewers",
    Key("pk"),
    Key("sk"),
    indexes=(Index(RECENT_INDEX, Key("pk"), Key("at", "N"), ()),),
)
VIDEO_STATS = Table(
    "video-stats",
    Key("pk"),
    Key("sk"),
    indexes=(Index(SHELF_INDEX, Key("shelf"), Key("views", "N"), ()),),
    ttl="ttl",
    stream=True,  # for shelves that are ordered by rating
)


def profiles_of(user_id: str) -> str:
    return f"user#{user_id}"


def watched_by(profile_id: str) -> str:
    return f"watch#{profile_id}"


def listed_by(profile_id: str) -> str:
    return f"list#{profile_id}"


def rated_by(profile_id: str) -> str:
    return f"rating#{profile_id}"


def counted(session_id: str) -> str:
    return f"counted#{session_id}"


def day_of(date: str) -> str:
    return f"day#{date}"


def shelf_of(date: str, video_id: str) -> str:
    """Spread, so that a day's writes do not meet in one partition of the index."""
    number = blake2b(video_id.encode(), digest_size=1).digest()[0] % SHELVES
    return shelf(date, number)


def shelf(date: str, number: int) -> str:
    return f"{date}#{number:02d}"
