"""The four examples of the design document, over HTTP: names, types and status codes."""

import re
from datetime import UTC, datetime, timedelta

from tests.e2e.people import Person
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually

LONG_URL = "https://www.example.com/very/long/url"
EXPIRES = "2036-12-31T23:59:59Z"
ISO_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def test_post_shorten_answers_201_with_exactly_the_five_fields(ada: Person) -> None:
    alias = f"mylink-{ada.username}"
    answer = ada.api.asks(
        "POST", "/api/shorten", body={"url": LONG_URL, "customAlias": alias, "expiresAt": EXPIRES}
    )
    assert answer.status == 201
    made = answer.json
    assert ISO_SECOND.fullmatch(made.pop("createdAt"))
    assert made == {
        "shortUrl": f"{ada.behind.stack.url}/{alias}",
        "shortCode": alias,
        "originalUrl": LONG_URL,
        "expiresAt": EXPIRES,
    }


def test_a_generated_code_has_seven_base62_characters_and_no_expiry(ada: Person) -> None:
    made = ada.api.asks("POST", "/api/shorten", body={"url": LONG_URL}).json
    assert re.fullmatch(r"[0-9A-Za-z]{7}", made["shortCode"])
    assert made["shortUrl"] == f"{ada.behind.stack.url}/{made['shortCode']}"
    assert set(made) == {"shortUrl", "shortCode", "originalUrl", "createdAt", "expiresAt"}
    assert made["expiresAt"] is None


def test_get_code_answers_302_found_with_the_location(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens(LONG_URL)
    answer = visitor.gets(f"/{code}")
    assert answer.status == 302
    assert answer.location == LONG_URL
    assert answer.headers["cache-control"] == "private, no-store"


def test_get_stats_answers_200_with_the_documented_shape(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens(LONG_URL)
    visitor.gets(f"/{code}", Referer="https://www.twitter.com/somebody/status/1")

    def stats() -> dict[str, object]:
        return dict(ada.ok("GET", f"/api/stats/{code}").json)

    seen = eventually(stats, until=lambda found: found["totalClicks"] == 1)
    assert seen["shortCode"] == code
    assert seen["originalUrl"] == LONG_URL
    days = seen["clicksByDate"]
    assert isinstance(days, dict)
    today = datetime.now(UTC).date()
    # A click at midnight may be yesterday's by now.
    assert sum(days.get(str(today - timedelta(days=n)), 0) for n in (0, 1)) == 1
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)
    assert len(days) == 30
    assert seen["topReferrers"] == [{"referrer": "twitter.com", "count": 1}]
    assert isinstance(seen["topCountries"], list)
    for country in seen["topCountries"]:
        assert set(country) == {"country", "count"}


def test_delete_answers_204_without_content(ada: Person) -> None:
    code = ada.shortens(LONG_URL)
    answer = ada.api.asks("DELETE", f"/api/urls/{code}")
    assert answer.status == 204
    assert answer.body == b""
