"""X8: how often somebody may ask, and that they are told."""

import pytest
import valkey

from tests.e2e.people import Person
from tests.e2e.visiting import Visitor

NAMES = ("ratelimit-limit", "ratelimit-remaining", "ratelimit-reset")


def limits(headers: object) -> list[int]:
    return [int(headers[name]) for name in NAMES]  # type: ignore[index]  # any mapping will do


@pytest.fixture
def counters(ada: Person) -> valkey.Valkey:
    port = ada.behind.stack.state.ports.valkey
    client: valkey.Valkey = valkey.Valkey(host="127.0.0.1", port=port, decode_responses=True)
    return client


def test_X8_answers_say_what_is_left(ada: Person) -> None:
    first = limits(ada.ok("GET", "/api/urls").headers)
    second = limits(ada.ok("GET", "/api/urls").headers)
    assert first[0] == second[0] >= 6000  # the local stage allows 100 requests a second
    assert second[1] < first[1] < first[0]
    assert 0 < second[2] <= 60


def test_X8_each_user_and_each_key_has_a_count_of_its_own(
    ada: Person, grace: Person, visitor: Visitor
) -> None:
    _, secret = ada.key("links:read")
    for _ in range(5):
        ada.ok("GET", "/api/urls")
    limit, left, _ = limits(visitor.bearing(secret).gets("/api/urls").headers)
    assert left == limit - 1
    limit, left, _ = limits(grace.ok("GET", "/api/urls").headers)
    assert left == limit - 1


def test_X8_the_request_above_the_limit_is_429_and_the_next_window_opens(
    ada: Person, grace: Person, counters: valkey.Valkey
) -> None:
    """The counter is moved to its end by hand: six thousand requests would say the same, slower."""
    limit = limits(ada.ok("GET", "/api/urls").headers)[0]
    key = f"rate:api:user:{ada.id}"
    assert counters.exists(key)
    counters.set(key, limit - 1, keepttl=True)
    assert limits(ada.ok("GET", "/api/urls").headers)[1] == 0
    refused = ada.api.gets("/api/urls")
    assert (refused.status, refused.code) == (429, "rate_limited")
    assert 0 < int(refused.headers["retry-after"]) <= 60
    assert limits(refused.headers)[1] == 0
    assert grace.api.gets("/api/urls").status == 200
    counters.delete(key)
    assert ada.api.gets("/api/urls").status == 200


def test_X8_headers_of_the_client_open_no_new_window(ada: Person, counters: valkey.Valkey) -> None:
    limit = limits(ada.ok("GET", "/api/urls").headers)[0]
    key = f"rate:api:user:{ada.id}"
    assert counters.exists(key)
    counters.set(key, limit, keepttl=True)
    for name in ("X-Forwarded-For", "CloudFront-Viewer-Address", "User-Agent"):
        assert ada.api.asks("GET", "/api/urls", headers={name: "203.0.113.9"}).status == 429
