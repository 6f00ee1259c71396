"""An entry's way into the timelines of its author's followers, and out of them again.

The first hop does a bounded piece of work whatever the number of followers: one task per key of
the reverse index, of which a small account has one. The tasks are on the work stream, where those
of big accounts have a lane of their own, so that nobody waits behind a million followers (S11).
Everything is repeatable: a replay makes the same tasks, and a task twice is a task once (S10).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..changes import EntryDeleted, EntryPosted
from ..ids import ms_of
from ..ports import Bell
from .ports import Timelines
from .tasks import Deliver, Operation, Spread, Task

CHUNK = 500
PAGE = 5_000  # followers that one hop reads: as many as an account has before it is wide
WIDE_SHARDS = 65  # shard 0 holds those from before, 1 … 64 all later ones
GRACE = 420_000
"""Milliseconds. Readers hear within a minute that an author is merged on read; until all have,
what the author posts is pushed as well (S7). Clocks may differ by five minutes (X10)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """``merged_at``: since when (ms) the author's entries are merged on read, None if never."""

    wide: bool = False
    merged_at: int | None = None


@dataclass(frozen=True, slots=True)
class FollowerPage:
    """``after`` empty: nobody is left."""

    followers: Sequence[str]
    after: str


class Followers(Protocol):
    def standing(self, author_id: str) -> Standing:
        """Strongly consistent."""
        ...

    def page(self, author_id: str, *, shard: int, after: str, most: int) -> FollowerPage: ...


class WorkStream(Protocol):
    def put(self, tasks: Sequence[Task], *, wide: bool) -> None:
        """``wide`` chooses the lane. Raises Unavailable; nothing or all may have been put."""
        ...


class FanOut:
    """The first hop."""

    def __init__(
        self,
        *,
        followers: Followers,
        work: WorkStream,
        homes: Timelines,
        recents: Timelines,
    ) -> None:
        self._followers, self._work = followers, work
        self._homes, self._recents = homes, recents

    def posted(self, change: EntryPosted) -> None:
        standing = self._followers.standing(change.author_id)
        self._homes.push([change.author_id], change.id, change.author_id)
        if standing.merged_at is not None:
            self._recents.push([change.author_id], change.id, change.author_id)
        if _is_pushed(change.id, change.mode, standing):
            self._spread("add", change.id, change.author_id, standing)

    def deleted(self, change: EntryDeleted) -> None:
        standing = self._followers.standing(change.author_id)
        self._homes.remove([change.author_id], [change.id])
        if standing.merged_at is not None:
            self._recents.remove([change.author_id], [change.id])
        if _is_pushed(change.id, change.mode, standing):
            self._spread("remove", change.id, change.author_id, standing)

    def _spread(
        self, operation: Operation, entry_id: str, author_id: str, standing: Standing
    ) -> None:
        shards = range(WIDE_SHARDS) if standing.wide else range(1)
        spreads = [
            Spread(
                operation=operation,
                entry_id=entry_id,
                author_id=author_id,
                shard=shard,
                wide=standing.wide,
            )
            for shard in shards
        ]
        self._work.put(spreads, wide=standing.wide)


class FanOutWork:
    """A task of the work stream. Followers who are online hear of a new entry."""

    def __init__(
        self, *, followers: Followers, work: WorkStream, homes: Timelines, bell: Bell
    ) -> None:
        self._followers, self._work, self._homes = followers, work, homes
        self._bell = bell

    def do(self, task: Task) -> None:
        if isinstance(task, Spread):
            self._spread(task)
        elif task.operation == "add":
            online = self._homes.push(task.to, task.entry_id, task.author_id)
            if online:
                self._bell.ring(online, "tweets")
        else:
            self._homes.remove(task.to, [task.entry_id])

    def _spread(self, spread: Spread) -> None:
        tasks = list(paged(self._followers, spread))
        if len(tasks) > 1:
            self._work.put(tasks[:-1], wide=spread.wide)
        for own in tasks[-1:]:
            self.do(own)


def paged(followers: Followers, spread: Spread) -> Iterator[Task]:
    """One page: a Spread for the rest first, as it is the longest way, then Delivers."""
    page = followers.page(spread.author_id, shard=spread.shard, after=spread.after, most=PAGE)
    if page.after:
        yield Spread(
            operation=spread.operation,
            entry_id=spread.entry_id,
            author_id=spread.author_id,
            shard=spread.shard,
            after=page.after,
            wide=spread.wide,
        )
    for first in range(0, len(page.followers), CHUNK):
        yield Deliver(
            operation=spread.operation,
            entry_id=spread.entry_id,
            author_id=spread.author_id,
            to=tuple(page.followers[first : first + CHUNK]),
        )


def _is_pushed(entry_id: str, mode: str, standing: Standing) -> bool:
    if mode == "push":
        return True
    return standing.merged_at is None or ms_of(entry_id) - standing.merged_at < GRACE
