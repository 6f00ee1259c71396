"""What owners do with their links, and administrators with everybody's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from core.clock import Clock
from core.reports import ReportQueue

from ..errors import LinkGone, LinkNotFound, NotOwner
from ..model import Link
from ..ports import LinkCache, LinkPage, LinkStore, Position, all_of

READ_AT_ONCE = 100
READS_PER_PAGE = 10  # so that a search for something rare has a bounded cost per page


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    store: LinkStore
    cache: LinkCache
    clock: Clock

    def owned(self, code: str, user_id: str) -> Link:
        """The link, also an expired or deleted one. Raises LinkNotFound, NotOwner."""
        link = self.store.find(code)
        if link is None:
            raise LinkNotFound
        if link.owner_id != user_id:
            raise NotOwner
        return link

    def edit(self, code: str, user_id: str, change: Callable[[Link], Link]) -> Link:
        """Raises LinkNotFound, NotOwner, LinkGone, EditedMeanwhile and what ``change`` raises."""
        link = self.owned(code, user_id)
        if link.deleted_at is not None:
            raise LinkGone
        return self._replace(change(link))

    def delete(self, code: str, user_id: str) -> None:
        """Twice is as good as once. Raises LinkNotFound, NotOwner, EditedMeanwhile."""
        link = self.owned(code, user_id)
        if link.deleted_at is None:
            self._replace(replace(link, deleted_at=self.clock.now().replace(microsecond=0)))

    def ban(self, code: str, *, banned: bool) -> Link:
        """The link as it is now. Raises LinkNotFound, EditedMeanwhile."""
        link = self.store.find(code)
        if link is None:
            raise LinkNotFound
        if link.banned == banned:
            return link
        return self._replace(replace(link, banned=banned))

    def page(
        self, user_id: str, *, wanted: Callable[[Link], bool], after: Position | None, most: int
    ) -> LinkPage:
        """Links that are not deleted and wanted, refilled after filtering within bounds."""
        found: list[Link] = []
        position = after
        for _ in range(READS_PER_PAGE):
            size = max(most - len(found), min(READ_AT_ONCE, most))
            page = self.store.page(user_id, after=position, most=size)
            for index, link in enumerate(page.links):
                if link.deleted_at is None and wanted(link):
                    found.append(link)
                if len(found) == most and index + 1 < len(page.links):
                    return LinkPage(found, position_of(link))
            position = page.position
            if position is None or len(found) >= most:
                break
        return LinkPage(found, position)

    def all(self, user_id: str, *, after: Position | None) -> Iterable[Link]:
        return all_of(self.store, user_id, after=after, most=READ_AT_ONCE)

    def _replace(self, changed: Link) -> Link:
        """Table, then cache; read again, so that of two writers' entries the newer one stays."""
        newer = replace(changed, version=changed.version + 1)
        self.store.replace(newer)
        self.cache.put(newer)
        now = self.store.find(newer.code)
        if now is not None and now.version > newer.version:
            self.cache.put(now)
        return newer


def position_of(link: Link) -> Position:
    """Where a list of an owner's links goes on behind ``link``."""
    return {"at": sort_of(link), "code": link.code}


def sort_of(link: Link) -> str:
    """The place of a link in its owner's list: by time, then by code."""
    return f"{link.created_at.isoformat()}#{link.code}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderation:
    """Reports by anybody, the list of them, and what an administrator decides."""

    library: Library
    queue: ReportQueue
    clock: Clock

    def report(self, code: str, *, reason: str, note: str) -> None:
        """Raises LinkNotFound."""
        link = self.library.store.find(code)
        if link is None or link.deleted_at is not None:
            raise LinkNotFound
        if not link.banned:
            self.queue.add(link.code, reason=reason, note=note, at=self.clock.now())

    def dismiss(self, code: str) -> None:
        """Twice is as good as once; what is no code was never reported."""
        link = self.library.store.find(code)
        if link is not None:
            self.queue.remove(link.code)

    def ban(self, code: str) -> None:
        """Raises LinkNotFound, EditedMeanwhile."""
        link = self.library.ban(code, banned=True)
        self.queue.remove(link.code)

    def unban(self, code: str) -> None:
        """Raises LinkNotFound, EditedMeanwhile."""
        self.library.ban(code, banned=False)
