"""Where a video stands on the shelves. Pure."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from contracts.tables.video_catalogue import ALL, listing, shelf_of_genre
from core.text_search.normalise import folded

from ..model import MATURITIES, Maturity, Video
from ..ratings import Rating

Sort = Literal["newest", "released", "rating", "title"]
SORTS: tuple[Sort, ...] = get_args(Sort)
ASCENDING: frozenset[Sort] = frozenset({"title"})
TITLE_LETTERS = 48  # so that a cursor with it stays short; then the newer comes first
LATEST = 10**13  # ms, to count down from


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """``shelf`` and ``sort`` with the maturity are the partition, ``key`` is unique in it."""

    partition: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GenreOf:
    """One genre as it is counted: ``folded`` tells genres apart, ``name`` is how it is written."""

    folded: str
    name: str


def keys_of(video: Video, rating: Rating) -> tuple[str, ...]:
    """One for each of SORTS; none where it is not to be listed."""
    if not video.listed():
        return ()
    return tuple(f"{_order(video, rating, sort)}#{video.id}" for sort in SORTS)


def places_of(
    maturity: Maturity, genres: Sequence[GenreOf], keys: Sequence[str]
) -> frozenset[Place]:
    """On the shelf of all and on that of each genre, in each order."""
    shelves = [ALL, *(shelf_of_genre(genre.folded) for genre in genres)]
    return frozenset(
        Place(partition=listing(shelf, sort, maturity), key=key)
        for shelf in shelves
        for sort, key in zip(SORTS, keys, strict=False)  # no keys, no places
    )


def genres_of(video: Video) -> tuple[GenreOf, ...]:
    """Each once, however it is written."""
    names = {genre_key(name): name for name in reversed(video.genres)}
    return tuple(GenreOf(folded=key, name=names[key]) for key in sorted(names) if key)


def genre_key(name: str) -> str:
    return " ".join(folded(name).split())


def partitions(genres: Sequence[str], sort: Sort, cap: Maturity) -> list[str]:
    """All that a profile may see of the shelves of these genres, or of all: one per maturity."""
    keys = dict.fromkeys(genre_key(genre) for genre in genres)
    shelves = [shelf_of_genre(key) for key in keys] or [ALL]
    return [listing(shelf, sort, each) for shelf in shelves for each in maturities_below(cap)]


def maturities_below(cap: Maturity) -> tuple[Maturity, ...]:
    return MATURITIES[: MATURITIES.index(cap) + 1]


def _order(video: Video, rating: Rating, sort: Sort) -> str:
    added = f"{video.created_at:013d}"
    released = video.release_date or "0000-00-00"
    match sort:
        case "newest":
            return added
        case "released":
            return f"{released}#{added}"
        case "rating":
            return f"{rating.hundredths:03d}#{released}#{added}"
        case "title":
            return f"{_as_filed(video.title)}\0{LATEST - video.created_at:013d}"


def _as_filed(title: str) -> str:
    """Accents do not move a title, nor do case and width."""
    letters = unicodedata.normalize("NFKD", folded(title))
    return "".join(_plain(letters))[:TITLE_LETTERS].encode(errors="replace").decode()


def _plain(letters: str) -> Iterator[str]:
    for letter in letters:
        if unicodedata.category(letter) not in ("Mn", "Cc"):
            yield letter
