"""The shelves and the index follow the records of videos and their ratings.

Nothing is taken from what changed but whose it is: what is true is read when it is needed, after
what the shelves hold, and written only if nobody else has written meanwhile. So changes may come
twice, late and in any order, and whoever was cut off anywhere is made up for by whoever comes next.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from core.errors import Unavailable
from core.text_search.index import Batch, Compactor, Writer

from ..model import Video
from ..ports import Videos
from ..ratings import Ratings
from .places import genres_of, keys_of
from .ports import Numbers, Shelved, Shelves
from .words import document_of, number_of, page_of

ATTEMPTS = 10
MOST_PLACES = 75
"""That change together: DynamoDB takes a hundred, with counts of genres and what is shelved."""


class Indexed(Protocol):
    def change(self, video: Video | None, *, number: int, stale: frozenset[int]) -> None:
        """``video`` under ``number``, unless it is None, and nothing any more under ``stale``."""
        ...


class VideoIndexer:
    def __init__(self, *, writer: Writer, compactor: Compactor, numbers: Numbers) -> None:
        self._writer, self._compactor, self._numbers = writer, compactor, numbers

    def change(self, video: Video | None, *, number: int, stale: frozenset[int]) -> None:
        """Twice is the same as once."""
        documents: dict[int, Iterable[str]] = {}
        if video is not None:
            self._numbers.put([(page_of(number), video.id.encode())])
            documents[number] = document_of(video).terms()
        self._numbers.delete([page_of(each) for each in stale])
        self._writer.write(Batch(documents=documents, dead=stale))
        self._compactor.run()


class Shelver:
    def __init__(
        self, *, videos: Videos, ratings: Ratings, shelves: Shelves, index: Indexed
    ) -> None:
        self._videos, self._ratings = videos, ratings
        self._shelves, self._index = shelves, index

    def follow(self, video_id: str) -> None:
        """Raises Unavailable where others changed it ``ATTEMPTS`` times meanwhile."""
        for _ in range(ATTEMPTS):
            before = self._shelves.shelved(video_id)
            video = self._videos.find(video_id)
            after = self._wanted(before, video)
            if after != before:
                after = _in_one_go(before, replace(after, version=before.version + 1))
                if not self._shelves.reshelve(video_id, before=before, after=after):
                    continue
            if not after.keys and after.number:
                continue  # off the old shelves; now onto the new
            if after.indexed == after.number and not after.stale:
                return
            # Written down before and crossed out after: a cut between is seen by whoever comes next.
            self._index.change(
                video if after.number else None, number=after.number, stale=after.stale
            )
            done = replace(
                after, indexed=after.number, stale=frozenset(), version=after.version + 1
            )
            if self._shelves.reshelve(video_id, before=after, after=done):
                return
        raise Unavailable(headers={"Retry-After": "2"})

    def _wanted(self, before: Shelved, video: Video | None) -> Shelved:
        listed = video is not None and video.listed()
        number = number_of(video) if video is not None and listed else 0
        after = replace(
            before,
            keys=(),
            genres=(),
            number=number,
            stale=before.stale | ({before.number} - {number, 0}),
        )
        if video is None or not listed:
            return after
        return replace(
            after,
            keys=keys_of(video, self._ratings.of(video.id)),
            maturity=video.maturity,
            genres=genres_of(video),
        )


def _in_one_go(before: Shelved, after: Shelved) -> Shelved:
    """``after``, or, where too much changes, off all shelves first."""
    if len(before.places ^ after.places) <= MOST_PLACES:
        return after
    return replace(after, keys=(), genres=())
