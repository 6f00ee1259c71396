"""``ReportQueue`` in a dictionary."""

from dataclasses import dataclass, field
from datetime import datetime

from core.reports import Report, ReportPage


@dataclass
class FakeReports:
    reports: dict[str, Report] = field(default_factory=dict)

    def add(self, subject: str, *, reason: str, note: str, at: datetime) -> None:
        before = self.reports.get(subject)
        reasons = dict(before.reasons) if before else {}
        reasons[reason] = reasons.get(reason, 0) + 1
        self.reports[subject] = Report(
            subject=subject,
            count=(before.count if before else 0) + 1,
            reasons=reasons,
            last_note=note,
            first_at=before.first_at if before else at,
            last_at=at,
        )

    def page(self, *, after: str | None, most: int) -> ReportPage:
        subjects = sorted(each for each in self.reports if after is None or each > after)
        page = [self.reports[each] for each in subjects[:most]]
        return ReportPage(page, page[-1].subject if len(subjects) > most else None)

    def remove(self, subject: str) -> None:
        self.reports.pop(subject, None)
