"""The administrators' list of reports, as the API of every system pages and describes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.http.models import PageQuery

from ..cursor import Cursors
from ..reports import Report, ReportQueue
from .messages import Call

AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewList:
    """``scope`` is the cursors': those of one list are none of another's."""

    queue: ReportQueue
    cursors: Cursors
    scope: str

    def page(self, call: Call) -> tuple[Sequence[Report], str | None]:
        """The page a call asks for, and the cursor of the one behind it."""
        query = call.query_as(PageQuery)
        after = None
        if query.cursor is not None:
            after = str(self.cursors.open(query.cursor, scope=self.scope)[AFTER])
        page = self.queue.page(after=after, most=query.limit)
        if page.after is None:
            return page.reports, None
        return page.reports, self.cursors.seal({AFTER: page.after}, scope=self.scope)


def described(report: Report) -> dict[str, Any]:
    """The fields of ``contracts.http.reports.Reported``."""
    return {
        "reports": report.count,
        "reasons": dict(report.reasons),
        "last_note": report.last_note,
        "first_reported_at": report.first_at,
        "last_reported_at": report.last_at,
    }
