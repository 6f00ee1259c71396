"""The operations of reports and of the administrators' review."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.http.link_reports import ReportedLink, ReportedLinks
from contracts.http.reports import ReportWanted
from core.cursor import Cursors
from core.http.messages import Call, Operation, Reply
from core.http.reviewing import ReviewList, described
from core.reports import Report

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
        review = ReviewList(queue=self.moderation.queue, cursors=self.cursors, scope=SCOPE)
        reports, cursor = review.page(call)
        return Reply(body=ReportedLinks(items=[*map(self._shown, reports)], next_cursor=cursor))

    def _shown(self, report: Report) -> ReportedLink:
        link = self.moderation.library.store.find(report.subject)
        return ReportedLink(
            short_code=report.subject,
            original_url=link.target if link else "",
            **described(report),
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
