"""What is left of somebody's links when they are gone: codes, so that none is ever reissued.

Owner, target, title, tags, rules, statistics and reports go. Backups (point-in-time recovery) and
the raw clicks in the archive bucket, which name no owner, end with their own retention.
"""

from dataclasses import dataclass

from core.reports import ReportQueue

from ..model import Link
from ..ports import Departures, LinkCache, LinkStore, Statistics, all_of

AT_ONCE = 100
NOWHERE = "https://deleted.invalid/"  # RFC 2606 keeps the name from existing


def tombstone_of(link: Link) -> Link:
    """All that is left of a link: its code, and when there was one."""
    return Link(
        code=link.code,
        owner_id="",
        target=NOWHERE,
        created_at=link.created_at,
        is_alias=link.is_alias,
        deleted_at=link.created_at,
        version=link.version + 1,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Eraser:
    store: LinkStore
    cache: LinkCache
    statistics: Statistics
    reports: ReportQueue
    departures: Departures

    def erase(self, user_id: str) -> int:
        """How many links were found. A run that was cut goes on where it stopped.

        The link is buried last, as until then it is found again under its owner; the cache is
        written before, for a run that is cut just then, and after, over what an edit put meanwhile.
        First of all it is noted who left, for tweets of theirs that are still on their way here.
        """
        self.departures.note(user_id)
        links = list(all_of(self.store, user_id, most=AT_ONCE))
        for link in links:
            self.reports.remove(link.code)
            self.statistics.forget(link.code)
            self.cache.put(tombstone_of(link))
            self.store.bury(link)
            buried = self.store.find(link.code)
            if buried is not None:
                self.cache.put(buried)
        return len(links)
