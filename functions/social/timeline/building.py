"""A timeline that is not in Valkey is made there by its first reader, while others wait (S13)."""

import time
from collections.abc import Callable

from core.ids import Ids

from .ports import LENGTH, End, Slice, Timelines

WAITS = 20
PAUSE = 0.05  # seconds; a builder takes less than WAITS of them, or the reader pulls by itself


class Builder:
    """``pull`` gives the newest entries of an owner's timeline from the tables."""

    def __init__(
        self,
        *,
        timelines: Timelines,
        pull: Callable[[str], Slice],
        ids: Ids,
        length: int = LENGTH,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._timelines, self._pull, self._ids, self._sleep = timelines, pull, ids, sleep
        self._length = length

    def build(self, owner: str) -> bool:
        """Whether the timeline is there now. Raises CacheDown.

        Pushes from now on are kept beside and merged at the end; a follow or unfollow meanwhile
        calls the result off, since it was made from what was so before.
        """
        token = self._ids.new()
        if not self._timelines.begin(owner, token):
            return self._built_by_another(owner)
        found = self._pull(owner)
        complete = found.end is End.COMPLETE and len(found.ids) < self._length
        return self._timelines.finish(owner, token, found.ids, complete=complete)

    def _built_by_another(self, owner: str) -> bool:
        for _ in range(WAITS):
            self._sleep(PAUSE)
            if self._timelines.exists(owner):
                return True
        return False
