"""The HTTP core: guards, answers, errors. Parsing of bad input is in test_core_bad_input."""

from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.http.models import PageQuery
from core.http.api import Handler, Unwired, build
from core.http.guard import Guard
from core.http.messages import Reply
from tests.builders import (
    REQUEST_ID,
    claims,
    http_event,
    json_body,
)
from tests.unit.http_rig import ALLOWED, NOON, OPEN, NewThing, Recorder, Thing, api, code


@pytest.fixture
def operation() -> Recorder:
    return Recorder()


@pytest.fixture
def handle(operation: Recorder) -> Handler:
    return api(operation)


def test_an_operation_gets_what_the_route_declared(handle: Handler, operation: Recorder) -> None:
    event = http_event(
        "POST",
        "/api/things",
        body={"url": "https://a.example/", "endsAt": "2026-12-31T23:59:59+02:00"},
        authorizer=claims("u-7", username="eve"),
        headers={"Authorization": "Bearer secret", "X-Extra": "1"},
    )
    assert handle(event, None)["statusCode"] == 200
    call = operation.calls[0]
    assert call.user.user_id == "u-7"
    assert call.user.username == "eve"
    assert call.request_id == REQUEST_ID
    body = call.body_as(NewThing)
    assert body.ends_at == datetime(2026, 12, 31, 21, 59, 59, tzinfo=UTC)
    assert call.headers["x-extra"] == "1"
    assert call.viewer.country == "DE"
    assert call.viewer.network == "203.0.113.0/24"


def test_operations_never_see_headers_that_carry_secrets(
    handle: Handler, operation: Recorder
) -> None:
    headers = {"Authorization": "Bearer secret", "Cookie": "a=b"}
    handle(http_event("GET", "/api/open", headers=headers), None)
    assert {"authorization", "cookie", "x-triptych-origin"}.isdisjoint(operation.calls[0].headers)


def test_path_and_query_arrive_typed(handle: Handler, operation: Recorder) -> None:
    event = http_event(
        "GET", "/api/things/aB3-_", query={"limit": "5", "utm": "x"}, authorizer=claims()
    )
    handle(event, None)
    call = operation.calls[0]
    assert call.path == {"code": "aB3-_"}
    assert call.query_as(PageQuery) == PageQuery(limit=5)


def test_json_is_camel_case_and_times_are_utc_to_the_second(handle: Handler) -> None:
    answer = handle(http_event("GET", "/api/things/a", authorizer=claims()), None)
    assert json_body(answer) == {"thingId": "x", "createdAt": "2026-11-23T12:00:00Z"}


def test_a_mapping_is_sent_as_json_too(handle: Handler, operation: Recorder) -> None:
    operation.answer = lambda _: Reply(
        body={"at": NOON, "one": Thing(thing_id="x", created_at=NOON)}
    )
    body = json_body(handle(http_event("GET", "/api/open"), None))
    assert body["at"] == "2026-11-23T12:00:00Z"
    assert body["one"]["thingId"] == "x"


def test_bytes_travel_as_base64(handle: Handler, operation: Recorder) -> None:
    operation.answer = lambda _: Reply(body=b"\x89PNG", content_type="image/png")
    answer = handle(http_event("GET", "/api/things/a/qr.png", authorizer=claims()), None)
    assert answer["isBase64Encoded"] is True
    assert answer["body"] == "iVBORw=="
    assert answer["headers"]["Content-Type"] == "image/png"


def test_a_dot_in_a_path_is_a_dot(handle: Handler) -> None:
    answer = handle(http_event("GET", "/api/things/a/qrXpng", authorizer=claims()), None)
    assert answer["statusCode"] == 404


def test_no_content_has_no_body(handle: Handler, operation: Recorder) -> None:
    operation.answer = lambda _: Reply(status=204)
    answer = handle(http_event("GET", "/api/open"), None)
    assert (answer["statusCode"], answer["body"]) == (204, "")
    assert "Content-Type" not in answer["headers"]


EVENTS = [
    http_event("GET", "/api/open"),
    http_event("GET", "/api/open", edge={}),
    http_event("GET", "/api/nowhere"),
    http_event("DELETE", "/api/open"),
    http_event("POST", "/api/things", raw_body="{", authorizer=claims()),
    http_event("OPTIONS", "/api/things", headers={"Origin": ALLOWED[0]}),
]


@pytest.mark.parametrize("event", EVENTS)
def test_every_answer_is_no_store(handle: Handler, event: dict[str, Any]) -> None:
    assert handle(event, None)["headers"]["Cache-Control"] == "no-store"


def test_an_operation_may_say_otherwise(handle: Handler, operation: Recorder) -> None:
    operation.answer = lambda _: Reply(headers={"Cache-Control": "max-age=60"})
    answer = handle(http_event("GET", "/api/open"), None)
    assert answer["headers"]["Cache-Control"] == "max-age=60"


def test_head_is_get_without_the_body(handle: Handler) -> None:
    answer = handle(http_event("HEAD", "/api/things/a", authorizer=claims()), None)
    assert (answer["statusCode"], answer["body"]) == (200, "")


def test_unknown_paths_are_404_and_other_methods_405(handle: Handler) -> None:
    nowhere = handle(http_event("GET", "/api/nowhere"), None)
    assert (nowhere["statusCode"], code(nowhere)) == (404, "not_found")
    wrong = handle(http_event("DELETE", "/api/things/a"), None)
    assert (wrong["statusCode"], code(wrong)) == (405, "method_not_allowed")
    assert wrong["headers"]["Allow"] == "GET, HEAD"


def test_errors_have_one_shape(handle: Handler) -> None:
    answer = handle(http_event("GET", "/api/nowhere"), None)
    assert json_body(answer) == {
        "error": {"code": "not_found", "message": "There is nothing here.", "details": {}},
        "requestId": REQUEST_ID,
    }


def test_cors_is_for_configured_origins_only(handle: Handler) -> None:
    def allowed(origin: str, method: str = "GET") -> str | None:
        event = http_event(method, "/api/open", headers={"Origin": origin})
        headers: dict[str, str] = handle(event, None)["headers"]
        return headers.get("Access-Control-Allow-Origin")

    assert allowed(ALLOWED[1]) == ALLOWED[1]
    assert allowed(ALLOWED[0], "OPTIONS") == ALLOWED[0]
    assert allowed("https://evil.example") is None
    assert allowed("https://evil.example", "OPTIONS") is None


def test_a_preflight_names_methods_and_the_idempotency_header(handle: Handler) -> None:
    event = http_event("OPTIONS", "/api/things", headers={"Origin": ALLOWED[0]})
    answer = handle(event, None)
    assert answer["statusCode"] == 204
    assert "POST" in answer["headers"]["Access-Control-Allow-Methods"]
    assert "Idempotency-Key" in answer["headers"]["Access-Control-Allow-Headers"]


def test_routes_without_operations_do_not_build(operation: Recorder) -> None:
    guard = Guard(origin_secret=lambda: "s")
    with pytest.raises(Unwired, match="open"):
        build(routes=(OPEN,), operations={}, guard=guard)
    with pytest.raises(Unwired, match="spare"):
        build(routes=(OPEN,), operations={"open": operation, "spare": operation}, guard=guard)
