"""Videos like one: those that the same people watch and, where that is not known, those that have
most of its cast and genres in common."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Maturity, Video, suits
from ..ports import Videos
from .browsing import Browser
from .places import genre_key, genres_of
from .ports import Neighbours

GENRES, EACH = 3, 60
SAME_WATCHERS = "Watched by people who watched {title}"


@dataclass(frozen=True, slots=True)
class Alike:
    """``why`` is one sentence for the viewer."""

    video: Video
    why: str


class SimilarVideos:
    def __init__(self, *, neighbours: Neighbours, browser: Browser, videos: Videos) -> None:
        self._neighbours, self._browser, self._videos = neighbours, browser, videos

    def of(self, video: Video, *, cap: Maturity, most: int) -> list[Alike]:
        """Each once, never the video itself; the same for the same catalogue and model."""
        near = self._neighbours.near(video.id)
        known = self._videos.find_many(near)
        found = {
            each: Alike(known[each], SAME_WATCHERS.format(title=video.title))
            for each in near
            if each != video.id
            and each in known
            and known[each].listed()
            and suits(known[each].maturity, cap)
        }
        if len(found) < most:
            for other in self._with_much_in_common(video, cap):
                found.setdefault(other.id, Alike(other, in_common(video, other)))
        return list(found.values())[:most]

    def _with_much_in_common(self, video: Video, cap: Maturity) -> Sequence[Video]:
        genres = [genre.name for genre in genres_of(video)[:GENRES]]
        if not genres:
            return []
        best = self._browser.page(cap=cap, genres=genres, sort="rating", after=None, most=EACH)
        others = [other for other in best.videos if other.id != video.id]
        return sorted(others, key=lambda other: _missing(video, other))  # else as they are rated


def in_common(video: Video, other: Video) -> str:
    cast = _shared(video.cast, other.cast)
    if cast:
        return f"With {cast[0]}, as {video.title}"
    genres = _shared(video.genres, other.genres)
    return f"{genres[0]}, as {video.title}" if genres else f"Like {video.title}"


def _missing(video: Video, other: Video) -> tuple[int, int]:
    """Less is more alike: somebody of the cast weighs as much as two genres."""
    return (
        -len(_shared(video.cast, other.cast)) * 2 - len(_shared(video.genres, other.genres)),
        len(other.genres),
    )


def _shared(ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    keys = {genre_key(each) for each in theirs}
    return [each for each in ours if genre_key(each) in keys]
