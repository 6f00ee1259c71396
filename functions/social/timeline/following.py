"""A follow or an unfollow reaches the follower's timeline.

A change is only the hint to look: what counts is whether the edge is there *now*, so changes may
come twice and in any order and the last look is right.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from .fanning import Standing
from .ports import Authors, Timelines

BACKFILL = 200
PURGE_PAGE = 200


class Edges(Protocol):
    def follows(self, user_id: str, other_id: str) -> bool:
        """Strongly consistent."""
        ...


class Circles(Protocol):
    def forget_relations(self, *user_ids: str) -> None:
        """Removes the cached circles, best effort."""
        ...


class Follows:
    def __init__(
        self,
        *,
        edges: Edges,
        authors: Authors,
        homes: Timelines,
        circles: Circles,
        standing: Callable[[str], Standing],
        backfill: int = BACKFILL,
    ) -> None:
        self._edges, self._authors = edges, authors
        self._homes, self._circles = homes, circles
        self._standing, self._backfill = standing, backfill

    def changed(self, user_id: str, other_id: str) -> None:
        """Makes the timeline of ``user_id`` what the edge says. Raises CacheDown."""
        if user_id == other_id:
            return  # everybody's own entries are in their home, and stay there
        if self._edges.follows(user_id, other_id):
            newest = self._newest(other_id)
            more = len(newest) > self._backfill
            self._homes.join(user_id, other_id, newest[: self._backfill], more=more)
        else:
            self._purge(user_id, other_id)
        self._circles.forget_relations(user_id)

    def _newest(self, author_id: str) -> Sequence[str]:
        """One more than is merged; none of those that are merged on read anyway."""
        if self._standing(author_id).merged_at is not None:
            return ()
        return self._authors.newest(author_id, before="", most=self._backfill + 1)

    def _purge(self, user_id: str, other_id: str) -> None:
        """Their own entries, retweets too; a friend's retweet of them is the friend's (S2)."""
        oldest = self._homes.leave(user_id, other_id)
        if oldest is None:
            return
        before = ""
        while True:
            ids = self._authors.newest(other_id, before=before, most=PURGE_PAGE)
            gone = [entry_id for entry_id in ids if entry_id >= oldest]
            if gone:
                self._homes.remove([user_id], gone)
            if len(ids) < PURGE_PAGE or len(gone) < len(ids):
                return
            before = ids[-1]
