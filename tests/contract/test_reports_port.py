"""One suite for ``ReportQueue``: the fake, and the table on moto."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from contracts.tables.reports import reports_table
from core.report_table import DynamoReports
from core.reports import Report, ReportQueue
from tests.fakes.reports import FakeReports
from tests.tables import create_table

REPORTS = reports_table("reports")
AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)


@pytest.fixture(params=["fake", "table"])
def queue(request: pytest.FixtureRequest) -> Iterator[ReportQueue]:
    if request.param == "fake":
        yield FakeReports()
        return
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, REPORTS)
        others = DynamoReports(client=client, table=REPORTS.name, kind="user")
        others.add("somebody", reason="spam", note="", at=AT)  # another kind in the same table
        yield DynamoReports(client=client, table=REPORTS.name, kind="tweet")
        assert [each.subject for each in others.page(after=None, most=9).reports] == ["somebody"]


def test_reports_of_one_thing_are_one_entry(queue: ReportQueue) -> None:
    queue.add("Promo", reason="spam", note="first", at=AT)
    queue.add("Promo", reason="phishing", note="", at=AT + timedelta(minutes=1))
    queue.add("Promo", reason="spam", note="last", at=LATER)
    assert queue.page(after=None, most=10).reports == [
        Report(
            subject="Promo",
            count=3,
            reasons={"spam": 2, "phishing": 1},
            last_note="last",
            first_at=AT,
            last_at=LATER,
        )
    ]


@pytest.mark.parametrize("most", [1, 2, 5, 6])
def test_pages_of_reports_hold_every_reported_thing_once(queue: ReportQueue, most: int) -> None:
    wanted = [f"c{n}" for n in range(5)]
    for code in reversed(wanted):
        queue.add(code, reason="other", note="", at=AT)
    page = queue.page(after=None, most=most)
    found = [report.subject for report in page.reports]
    while page.after is not None:
        page = queue.page(after=page.after, most=most)
        assert len(page.reports) <= most
        found += [report.subject for report in page.reports]
    assert found == wanted


def test_a_removed_entry_is_gone_and_a_new_report_begins_a_new_one(queue: ReportQueue) -> None:
    queue.remove("Promo")
    queue.add("Promo", reason="spam", note="old", at=AT)
    queue.add("other", reason="spam", note="", at=AT)
    queue.remove("Promo")
    queue.remove("Promo")
    assert [report.subject for report in queue.page(after=None, most=10).reports] == ["other"]
    queue.add("Promo", reason="malware", note="new", at=LATER)
    entry = queue.page(after=None, most=10).reports[0]
    assert (entry.subject, entry.count, entry.first_at) == ("Promo", 1, LATER)
    assert entry.reasons == {"malware": 1}
