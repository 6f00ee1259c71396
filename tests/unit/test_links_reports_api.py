"""Facts about reports and what administrators decide: whole requests on fakes."""

import pytest

from tests.builders import EVE, claims, json_body
from tests.fakes.shortening import Site, problem

ADMIN = claims("u-9", username="root", admin=True)
URL = "https://a.example/"


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        ({"reason": "boring"}, "validation_failed", ["reason"]),
        ({}, "validation_failed", ["reason"]),
        ({"reason": "spam", "note": "x" * 1_001}, "validation_failed", ["note"]),
    ],
)
def test_X9_a_bad_report_names_its_field(body: object, code: str, where: list[str]) -> None:
    site = Site()
    path = f"/api/urls/{site.shortens()}/report"
    assert problem(site.asks("POST", path, body)) == (422, code, where)
    assert site.shop.queue.reports == {}


def test_a_report_comes_before_an_administrator_who_decides() -> None:
    site = Site()
    site.shortens(customAlias="Promo")
    for reason in ("spam", "phishing", "spam"):
        body = {"reason": reason, "note": f" {reason}! "}
        assert site.asks("POST", "/api/urls/promo/report", body, who=EVE)["statusCode"] == 202
    reports = "/api/admin/urls/reports"
    assert site.asks("GET", reports)["statusCode"] == 403
    assert json_body(site.asks("GET", reports, who=ADMIN)) == {
        "items": [
            {
                "shortCode": "Promo",
                "originalUrl": URL,
                "reports": 3,
                "reasons": {"spam": 2, "phishing": 1},
                "lastNote": "spam!",
                "firstReportedAt": "2026-11-23T12:00:00Z",
                "lastReportedAt": "2026-11-23T12:00:00Z",
            }
        ],
        "nextCursor": None,
    }
    assert site.asks("POST", "/api/admin/urls/promo/ban", who=ADMIN)["statusCode"] == 204
    assert json_body(site.asks("GET", reports, who=ADMIN))["items"] == []
    assert json_body(site.asks("GET", "/api/urls/Promo"))["status"] == "banned"
    assert site.asks("DELETE", "/api/admin/urls/promo/ban", who=ADMIN)["statusCode"] == 204
    assert json_body(site.asks("GET", "/api/urls/Promo"))["status"] == "active"


def test_reports_are_paged_by_cursor_and_dismissed() -> None:
    site, cursor, found = Site(), "", []
    for _ in range(3):
        site.asks("POST", f"/api/urls/{site.shortens()}/report", {"reason": "other"})
    while cursor is not None:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = json_body(site.asks("GET", "/api/admin/urls/reports", query=query, who=ADMIN))
        found.append([entry["shortCode"] for entry in page["items"]])
        cursor = page["nextCursor"]
    assert found == [["code000", "code001"], ["code002"]]
    for _ in range(2):
        path = "/api/admin/urls/reports/code001"
        assert site.asks("DELETE", path, who=ADMIN)["statusCode"] == 204
    assert sorted(site.shop.queue.reports) == ["code000", "code002"]
