"""The operations of reports and of the administrators' review."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.http.links import ReportedLink, ReportedLinks, ReportWanted
from contracts.http.models import PageQuery
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply

from ..ports import Report
from .owning import Moderation

SCOPE = "link-reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModerationOperations:
    moderation: Moderation
    cursors: Cursors

    def by_name(self) -> Mapping[str, Operation]:
        return {
            "reportLink": self._report,
            "listReports": self._list,
            "dismissReports": self._dismiss,
            "banLink": self._ban,
            "unbanLink": self._unban,
        }

    def _report(self, call: Call) -> Reply:
        wanted = call.body_as(ReportWanted)
        self.moderation.report(call.path["code"], reason=wanted.reason, note=wanted.note)
        return Reply(status=202)

    def _list(self, call: Call) -> Reply:
        query = call.query_as(PageQuery)
        after = None
        if query.cursor is not None:
            opened = self.cursors.open(query.cursor, scope=SCOPE)
            after = {k: str(v) for k, v in opened.items()}
        page = self.moderation.waiting(after=after, most=query.limit)
        cursor = None if page.position is None else self.cursors.seal(page.position, scope=SCOPE)
        return Reply(
            body=ReportedLinks(items=[self._shown(r) for r in page.reports], next_cursor=cursor)
        )

    def _shown(self, report: Report) -> ReportedLink:
        link = self.moderation.library.store.find(report.code)
        return ReportedLink(
            short_code=report.code,
            original_url=link.target if link else "",
            reports=report.count,
            reasons=dict(report.reasons),
            last_note=report.last_note,
            first_reported_at=report.first_at,
            last_reported_at=report.last_at,
        )

    def _dismiss(self, call: Call) -> Reply:
        self.moderation.dismiss(call.path["code"])
        return Reply(status=204)

    def _ban(self, call: Call) -> Reply:
        self.moderation.ban(call.path["code"])
        return Reply(status=204)

    def _unban(self, call: Call) -> Reply:
        self.moderation.unban(call.path["code"])
        return Reply(status=204)
