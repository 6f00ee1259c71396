"""What lists videos, made from the tables of videos, views and ratings; all of it can be made anew.

``catalogue``:

===============================  ===================  ============================================
pk                               sk                   what
===============================  ===================  ============================================
``<shelf>#<sort>#<maturity>``    ``<place>#<video>``  a listing: video. In the order of ``sort``
``genres``                       ``<maturity>#<g>``   videos, name: how many there are of a genre
``video#<video>``                ``shelved``          version, places (L of M: pk, sk, name), indexed
                                                      and stale (its number in the index, and those
                                                      that are to be taken out)
===============================  ===================  ============================================

A shelf is ``all`` or ``genre#<folded genre>``. Access patterns: a page of a shelf in order, for one
maturity; all genres; what is shelved of one video.

``suggestions``:

====================  ================  ==========================================================
pk                    sk                what
====================  ================  ==========================================================
``trending#<cap>``    ``now``           data: videos and their views, the most watched first; at
``near#<video>``      ``now``           data: videos like this one, the most alike first; digest
``for#<user>``        ``<profile>``     data: videos and why; at (ms, of what was known), digest
====================  ================  ==========================================================

Each is read by its key; those of one user also together, to be forgotten. ``expires`` ends what was
not written anew for long.

``video-postings``: the index of titles, casts and genres (``text_search``).
"""

from . import Key, Table
from .text_search import postings_table

GENRES, SHELVED, NOW = "genres", "shelved", "now"
ALL = "all"

CATALOGUE = Table("catalogue", Key("pk"), Key("sk"))
SUGGESTIONS = Table("suggestions", Key("pk"), Key("sk"), ttl="expires")
POSTINGS = postings_table("video-postings")


def shelf_of_genre(folded: str) -> str:
    return f"genre#{folded}"


def listing(shelf: str, sort: str, maturity: str) -> str:
    return f"{shelf}#{sort}#{maturity}"


def genre_row(maturity: str, folded: str) -> str:
    return f"{maturity}#{folded}"


def of_video(video_id: str) -> str:
    return f"video#{video_id}"


def trending_for(cap: str) -> str:
    return f"trending#{cap}"


def near(video_id: str) -> str:
    return f"near#{video_id}"


def suggested_to(user_id: str) -> str:
    return f"for#{user_id}"
