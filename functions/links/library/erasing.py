"""What is left of somebody's links when they are gone: codes, so that none is ever reissued.

Owner, target, title, tags, rules, statistics and reports go. Backups (point-in-time recovery) and
the raw clicks in the archive bucket, which name no owner, end with their own retention.
"""

from dataclasses import dataclass

from ..ports import LinkCache, LinkStore, ReportQueue, Statistics, all_of

AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Eraser:
    store: LinkStore
    cache: LinkCache
    statistics: Statistics
    reports: ReportQueue

    def erase(self, user_id: str) -> int:
        """How many links were buried. A run that was cut goes on where it stopped.

        The link is buried last: until then it is found again under its owner.
        """
        links = list(all_of(self.store, user_id, most=AT_ONCE))
        for link in links:
            self.reports.remove(link.code)
            self.statistics.forget(link.code)
            self.store.bury(link)
            buried = self.store.find(link.code)
            if buried is not None:
                self.cache.put(buried)
        return len(links)
