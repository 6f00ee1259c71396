"""X8: how often somebody may ask, and that they are told."""

import pytest
import valkey

from tests.e2e.people import Person
from tests.e2e.visiting import Answer, Visitor
from tests.e2e.waiting import eventually

NAMES = ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset")


def limits(visitor: Visitor) -> tuple[list[int], int]:
    """What an answer says, and how many it took: where the cache is too slow for a moment nobody
    is counted, and nothing said.
    """
    asked = 0

    def look() -> list[int]:
        nonlocal asked
        asked += 1
        headers = visitor.gets("/api/urls").headers
        return [int(headers[name]) for name in NAMES if name in headers]

    return eventually(look), asked


def refusal(visitor: Visitor) -> Answer:
    """The first answer that is none; where nobody counts for a moment nobody is refused."""
    return eventually(lambda: visitor.gets("/api/urls"), until=lambda got: got.status != 200)


@pytest.fixture
def counters(ada: Person) -> valkey.Valkey:
    port = ada.behind.stack.state.ports.valkey
    client: valkey.Valkey = valkey.Valkey(host="127.0.0.1", port=port, decode_responses=True)
    return client


def test_X8_answers_say_what_is_left(ada: Person) -> None:
    first, _ = limits(ada.api)
    second, _ = limits(ada.api)
    assert first[0] == second[0] >= 6000  # the local stage allows 100 requests a second
    assert second[1] < first[1] < first[0]
    assert 0 < second[2] <= 60


def test_X8_each_user_and_each_key_has_a_count_of_its_own(
    ada: Person, grace: Person, visitor: Visitor
) -> None:
    _, secret = ada.key("links:read")
    for _ in range(30):
        ada.ok("GET", "/api/urls")
    for somebody in (visitor.bearing(secret), grace.api):
        (limit, left, _), asked = limits(somebody)
        assert limit - asked <= left <= limit - 1
        assert asked < 30  # else it might be hers


def test_X8_the_request_above_the_limit_is_429_and_the_next_window_opens(
    ada: Person, grace: Person, counters: valkey.Valkey
) -> None:
    """The counter is moved to its end by hand: six thousand requests would say the same, slower."""
    (limit, *_), _ = limits(ada.api)
    key = f"rate:api:user:{ada.id}"
    assert counters.exists(key)
    counters.set(key, limit - 1, keepttl=True)
    assert limits(ada.api)[0][1] == 0
    refused = refusal(ada.api)
    assert (refused.status, refused.code) == (429, "rate_limited")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit-remaining"] == "0"
    assert grace.api.gets("/api/urls").status == 200
    counters.delete(key)
    assert ada.api.gets("/api/urls").status == 200


def test_X8_headers_of_the_client_open_no_new_window(ada: Person, counters: valkey.Valkey) -> None:
    (limit, *_), _ = limits(ada.api)
    key = f"rate:api:user:{ada.id}"
    assert counters.exists(key)
    counters.set(key, limit, keepttl=True)
    for name in ("X-Forwarded-For", "CloudFront-Viewer-Address", "User-Agent"):
        assert refusal(ada.api.sending(**{name: "203.0.113.9"})).status == 429, name
