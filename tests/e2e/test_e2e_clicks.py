"""What is counted, and as what: people, bots, countries, networks."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.e2e.behind import Behind
from tests.e2e.doors import viewer_door
from tests.e2e.people import Person
from tests.e2e.visiting import GOOGLEBOT, SCRIPT, Visitor
from tests.e2e.waiting import eventually

Json = dict[str, Any]


def stats_of(owner: Person, code: str) -> Json:
    found: Json = owner.ok("GET", f"/api/stats/{code}").json
    return found


def counted(owner: Person, code: str, clicks: int) -> Json:
    """Statistics once they show at least that many people's clicks."""
    return eventually(
        lambda: stats_of(owner, code), until=lambda stats: stats["totalClicks"] >= clicks
    )


def test_L8_every_redirect_is_one_click(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens()
    with ThreadPoolExecutor(8) as crowd:
        statuses = list(crowd.map(lambda _: visitor.gets(f"/{code}").status, range(60)))
    assert statuses == [302] * 60
    assert counted(ada, code, 60)["totalClicks"] == 60


def test_L7_head_is_no_click(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens()
    for _ in range(3):
        assert visitor.asks("HEAD", f"/{code}").status == 302
    visitor.gets(f"/{code}")
    assert counted(ada, code, 1)["totalClicks"] == 1


def test_L7_bots_are_counted_apart(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens()
    bot = visitor.sending(User_Agent=GOOGLEBOT)
    for _ in range(3):
        assert bot.gets(f"/{code}").status == 302
    visitor.gets(f"/{code}")
    stats = eventually(
        lambda: stats_of(ada, code),
        until=lambda seen: seen["totalClicks"] >= 1 and seen["bots"] >= 3,
    )
    assert (stats["totalClicks"], stats["bots"]) == (1, 3)


def test_L7_max_clicks_under_fifty_concurrent_visitors_serves_exactly_n(
    ada: Person, visitor: Visitor
) -> None:
    """Fifty at once may be too many for a small machine: who is told to come again does."""
    code = ada.shortens(maxClicks=7)

    def served(_: int) -> int:
        return eventually(
            lambda: visitor.gets(f"/{code}").status, until=lambda status: status != 503
        )

    with ThreadPoolExecutor(50) as crowd:
        statuses = sorted(crowd.map(served, range(50)))
    assert statuses == [302] * 7 + [410] * 43
    assert visitor.sending(User_Agent=SCRIPT).gets(f"/{code}").code == "link_used_up"


def test_L7_bots_and_head_never_use_up_max_clicks(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens(maxClicks=1)
    bot = visitor.sending(User_Agent=GOOGLEBOT)
    for _ in range(3):
        assert bot.gets(f"/{code}").status == 302
        assert visitor.asks("HEAD", f"/{code}").status == 302
    assert visitor.gets(f"/{code}").status == 302
    assert visitor.gets(f"/{code}").status == 410


def test_statistics_tell_referrers_devices_and_days(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens()
    for referrer, times in (("https://www.example.org/a", 3), ("https://news.example.net/", 2)):
        for _ in range(times):
            visitor.gets(f"/{code}", Referer=referrer)
    stats = counted(ada, code, 5)
    assert stats["topReferrers"] == [
        {"referrer": "example.org", "count": 3},
        {"referrer": "news.example.net", "count": 2},
    ]
    assert sum(stats["clicksByDate"].values()) == 5
    assert stats["asOf"].endswith("Z")
    assert {"devices", "browsers", "uniqueVisitors", "bots", "live"} <= set(stats)


def test_statistics_stay_readable_after_delete(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens()
    visitor.gets(f"/{code}")
    counted(ada, code, 1)
    ada.ok("DELETE", f"/api/urls/{code}")
    assert stats_of(ada, code)["totalClicks"] == 1


def test_X5_a_corrupt_record_is_set_aside_and_the_others_are_counted(
    ada: Person, behind: Behind, visitor: Visitor
) -> None:
    code, corrupt = ada.shortens(), f"no click: {ada.username}".encode()
    visitor.gets(f"/{code}")
    behind.client("kinesis").put_record(
        StreamName=behind.outputs["ClicksStream"], Data=corrupt, PartitionKey="x"
    )
    visitor.gets(f"/{code}")
    assert counted(ada, code, 2)["totalClicks"] == 2
    kept = eventually(lambda: set_aside(behind), until=lambda found: holds(found, corrupt))
    assert b"reason" in kept.lower() or b"error" in kept.lower()


def holds(kept: bytes, record: bytes) -> bool:
    return record in kept or base64.b64encode(record).rstrip(b"=") in kept


def set_aside(behind: Behind) -> bytes:
    """All that the quarantine bucket holds."""
    s3, bucket = behind.client("s3"), behind.outputs["QuarantineBucket"]
    listed = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return b"\n".join(s3.get_object(Bucket=bucket, Key=o["Key"])["Body"].read() for o in listed)


@pytest.fixture
def from_address(behind: Behind) -> Callable[[str], Visitor]:
    """A visitor at an address, by the test-only door beside the front door."""
    return lambda address: viewer_door(behind.stack, address)


@pytest.mark.parametrize(
    ("address", "country"),
    [("8.8.8.8", "US"), ("81.2.69.142", "GB"), ("5.45.96.1", "DE"), ("133.11.0.1", "JP")],
)
def test_a_click_is_counted_for_the_country_of_its_address(
    address: str, country: str, ada: Person, from_address: Callable[[str], Visitor]
) -> None:
    code = ada.shortens()
    assert from_address(address).gets(f"/{code}").status == 302
    assert counted(ada, code, 1)["topCountries"] == [{"country": country, "count": 1}]


def test_X7_headers_of_the_client_never_change_the_recorded_country(
    ada: Person, from_address: Callable[[str], Visitor]
) -> None:
    code = ada.shortens()
    liar = from_address("8.8.8.8")
    for name, value in (
        ("X-Forwarded-For", "133.11.0.1"),
        ("X-Real-IP", "133.11.0.1"),
        ("Forwarded", "for=133.11.0.1"),
        ("True-Client-IP", "133.11.0.1"),
        ("CloudFront-Viewer-Country", "JP"),
        ("cloudfront-viewer-address", "133.11.0.1:4711"),
        ("CloudFront-Viewer-Country-Name", "Japan"),
    ):
        assert liar.gets(f"/{code}", **{name: value}).status == 302
    stats = counted(ada, code, 7)
    assert stats["topCountries"] == [{"country": "US", "count": 7}]
    assert sum(stats["uniqueVisitors"].values()) == 1


def test_country_rules_see_the_country_of_the_address_only(
    ada: Person, from_address: Callable[[str], Visitor]
) -> None:
    code = ada.shortens(
        "https://example.com/all",
        rules=[{"url": "https://example.com/jp", "countries": ["JP"]}],
    )
    assert from_address("133.11.0.1").gets(f"/{code}").location == "https://example.com/jp"
    liar = from_address("8.8.8.8").sending(CloudFront_Viewer_Country="JP")
    assert liar.gets(f"/{code}").location == "https://example.com/all"
