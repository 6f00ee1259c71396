"""The HTTP core: guards, answers, errors. Parsing of bad input is in test_core_bad_input."""

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from contracts.http import Raw, Route
from contracts.http.models import Model, PageQuery, Request, Timestamp
from core.cache import CacheDown
from core.errors import STATUS, AppError, Unauthenticated
from core.http.api import Handler, Unwired, build
from core.http.guard import Guard
from core.http.messages import Call, Operation, Reply
from core.observability import logger_for
from core.rate_limit import RateLimiter
from tests.builders import (
    ORIGIN_SECRET,
    REQUEST_ID,
    claims,
    edge_headers,
    http_event,
    json_body,
    nobody,
)
from tests.fakes.core import FakeCache, FakeClock

ALLOWED = ("https://app.example", "https://other.example")


class NewThing(Request):
    url: str
    ends_at: Timestamp | None = None


class Thing(Model):
    thing_id: str
    created_at: Timestamp


MAKE = Route(
    method="POST",
    path="/api/things",
    operation="make",
    summary="",
    tag="t",
    scope="links:write",
    request=NewThing,
    responses={201: Thing},
)
READ = Route(
    method="GET",
    path="/api/things/{code}",
    operation="read",
    summary="",
    tag="t",
    scope="links:read",
    query=PageQuery,
    responses={200: Thing},
)
PICTURE = Route(
    method="GET",
    path="/api/things/{code}/qr.png",
    operation="picture",
    summary="",
    tag="t",
    scope="links:read",
    responses={200: Raw("image/png")},
)
OPEN = Route(
    method="GET", path="/api/open", operation="open", summary="", tag="t", scope=None, responses={}
)
BAN = Route(
    method="POST",
    path="/api/admin/ban",
    operation="ban",
    summary="",
    tag="t",
    scope="admin:write",
    admin=True,
    responses={204: None},
)
ROUTES = (MAKE, READ, PICTURE, OPEN, BAN)
NOON = datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC)


class Recorder:
    """Operations that remember their calls and answer with a thing, or as they are told."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.answer: Callable[[Call], Reply] = lambda _: Reply(
            body=Thing(thing_id="x", created_at=NOON)
        )

    def __call__(self, call: Call) -> Reply:
        self.calls.append(call)
        return self.answer(call)


@pytest.fixture
def operation() -> Recorder:
    return Recorder()


def api(operation: Operation, *, limiter: RateLimiter | None = None) -> Handler:
    return build(
        routes=ROUTES,
        operations={route.operation: operation for route in ROUTES},
        guard=Guard(origin_secret=lambda: ORIGIN_SECRET, limiter=limiter),
        allowed_origins=ALLOWED,
    )


@pytest.fixture
def handle(operation: Recorder) -> Handler:
    return api(operation)


def code(answer: dict[str, Any]) -> str:
    return str(json_body(answer)["error"]["code"])


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


# X1: who may.


@pytest.mark.parametrize(
    ("authorizer", "status", "expected"),
    [
        (None, 401, "unauthenticated"),
        ({}, 401, "unauthenticated"),
        (nobody(), 401, "unauthenticated"),
        (nobody("invalid_token"), 401, "invalid_token"),
        (nobody("around_the_edge"), 403, "around_the_edge"),
        (nobody("something new"), 401, "unauthenticated"),
        ({**claims(), "reason": "invalid_token"}, 401, "invalid_token"),
        (claims(scopes="links:read"), 403, "insufficient_scope"),
        (claims(scopes=""), 403, "insufficient_scope"),
    ],
)
def test_X1_a_guarded_route_fails_closed(
    handle: Handler,
    operation: Recorder,
    authorizer: dict[str, str] | None,
    status: int,
    expected: str,
) -> None:
    event = http_event("POST", "/api/things", body={"url": "u"}, authorizer=authorizer)
    answer = handle(event, None)
    assert (answer["statusCode"], code(answer)) == (status, expected)
    assert operation.calls == []


def test_X1_the_right_scope_is_enough(handle: Handler) -> None:
    event = http_event(
        "POST", "/api/things", body={"url": "u"}, authorizer=claims(scopes="a links:write")
    )
    assert handle(event, None)["statusCode"] == 200


def test_X1_nobody_is_told_of_bad_input_before_they_may_send_any(handle: Handler) -> None:
    assert handle(http_event("POST", "/api/things", raw_body="{"), None)["statusCode"] == 401


@pytest.mark.parametrize(
    ("authorizer", "status"),
    [
        (claims(), 403),
        (claims(admin=True), 200),
        (claims(admin=True, via="key", scopes="*"), 403),
    ],
)
def test_X1_admin_routes_need_a_signed_in_administrator(
    handle: Handler, authorizer: dict[str, str], status: int
) -> None:
    answer = handle(http_event("POST", "/api/admin/ban", authorizer=authorizer), None)
    assert answer["statusCode"] == status


# X7: around the edge.


@pytest.mark.parametrize("edge", [{}, edge_headers(secret="wrong"), edge_headers(secret="")])
@pytest.mark.parametrize("authorizer", [None, claims()])
def test_X7_requests_around_the_edge_are_refused(
    handle: Handler, edge: dict[str, str], authorizer: dict[str, str] | None
) -> None:
    event = http_event("GET", "/api/open", edge=edge, authorizer=authorizer)
    answer = handle(event, None)
    assert (answer["statusCode"], code(answer)) == (403, "around_the_edge")


def test_X7_an_empty_secret_lets_nobody_in(operation: Recorder) -> None:
    routes = (OPEN,)
    guard = Guard(origin_secret=lambda: "")
    handle = build(routes=routes, operations={"open": operation}, guard=guard)
    event = http_event("GET", "/api/open", edge=edge_headers(secret=""))
    assert handle(event, None)["statusCode"] == 403


def test_X7_forwarded_headers_and_host_change_nothing(handle: Handler, operation: Recorder) -> None:
    headers = {
        "X-Forwarded-For": "198.51.100.99",
        "Forwarded": "for=198.51.100.99",
        "Host": "evil.example",
        "X-Real-IP": "198.51.100.99",
    }
    handle(http_event("GET", "/api/open", headers=headers), None)
    assert operation.calls[0].viewer.network == "203.0.113.0/24"
    assert operation.calls[0].viewer.country == "DE"


# X8: how often.


def limited(cache: FakeCache, limit: int = 2) -> RateLimiter:
    return RateLimiter(cache=cache, name="api", limit=limit)


def test_X8_the_limit_is_announced_and_then_kept(operation: Recorder) -> None:
    clock = FakeClock()
    handle = api(operation, limiter=limited(FakeCache(clock)))
    event = http_event("GET", "/api/things/a", authorizer=claims())
    first, second, third = (handle(event, None) for _ in range(3))
    assert [a["headers"]["RateLimit-Remaining"] for a in (first, second, third)] == ["1", "0", "0"]
    assert [a["statusCode"] for a in (first, second, third)] == [200, 200, 429]
    assert code(third) == "rate_limited"
    assert third["headers"]["RateLimit-Limit"] == "2"
    assert third["headers"]["Retry-After"] == third["headers"]["RateLimit-Reset"] == "60"
    clock.advance(60)
    assert handle(event, None)["statusCode"] == 200


def test_X8_users_keys_and_networks_have_limits_of_their_own(operation: Recorder) -> None:
    handle = api(operation, limiter=limited(FakeCache(), limit=1))
    user = http_event("GET", "/api/things/a", authorizer=claims("u-1"))
    other = http_event("GET", "/api/things/a", authorizer=claims("u-2"))
    key = http_event("GET", "/api/things/a", authorizer=claims("u-1", via="key", key_id="k-1"))
    visitor = http_event("GET", "/api/open")
    neighbour = http_event("GET", "/api/open", edge=edge_headers(address="203.0.113.9:99"))
    foreigner = http_event("GET", "/api/open", edge=edge_headers(address="198.51.100.1:99"))
    statuses = [
        handle(event, None)["statusCode"]
        for event in (user, other, key, visitor, foreigner, user, neighbour)
    ]
    assert statuses == [200, 200, 200, 200, 200, 429, 429]


def test_X8_without_the_cache_requests_pass_unannounced(operation: Recorder) -> None:
    handle = api(operation, limiter=limited(FakeCache(down=True)))
    for _ in range(5):
        answer = handle(http_event("GET", "/api/open"), None)
        assert answer["statusCode"] == 200
    assert "RateLimit-Limit" not in answer["headers"]


def test_X8_errors_carry_the_limit_too(operation: Recorder) -> None:
    handle = api(operation, limiter=limited(FakeCache()))
    event = http_event("POST", "/api/things", raw_body="{", authorizer=claims())
    assert handle(event, None)["headers"]["RateLimit-Remaining"] == "1"


# X4 and 5xx.


def throttled(code: str, **more: Any) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": "secret table name"}, **more}
    return ClientError(response, "PutItem")


@pytest.mark.parametrize(
    "failure",
    [
        throttled("ProvisionedThroughputExceededException"),
        throttled("ThrottlingException"),
        throttled("RequestLimitExceeded"),
        throttled(
            "TransactionCanceledException",
            CancellationReasons=[{"Code": "None"}, {"Code": "TransactionConflict"}],
        ),
        EndpointConnectionError(endpoint_url="http://inside"),
        ConnectTimeoutError(endpoint_url="http://inside"),
        CacheDown("inside"),
    ],
)
def test_X4_a_busy_or_unreachable_store_is_503_with_retry_after(
    handle: Handler, operation: Recorder, failure: Exception
) -> None:
    def fail(_: Call) -> Reply:
        raise failure

    operation.answer = fail
    answer = handle(http_event("GET", "/api/open"), None)
    assert (answer["statusCode"], code(answer)) == (503, "unavailable")
    assert int(answer["headers"]["Retry-After"]) > 0
    assert "inside" not in answer["body"]
    assert "secret" not in answer["body"]


@pytest.mark.parametrize(
    "failure",
    [
        RuntimeError("the secret inside"),
        throttled("AccessDeniedException"),
        throttled(
            "TransactionCanceledException", CancellationReasons=[{"Code": "ValidationError"}]
        ),
        AppError(),
    ],
)
def test_an_unexpected_failure_is_500_without_inside_text(
    handle: Handler, operation: Recorder, failure: Exception
) -> None:
    def fail(_: Call) -> Reply:
        raise failure

    operation.answer = fail
    answer = handle(http_event("GET", "/api/open"), None)
    assert (answer["statusCode"], code(answer)) == (500, "internal")
    assert "secret" not in answer["body"]
    assert "Traceback" not in answer["body"]


def test_a_failure_is_counted_in_the_log(
    handle: Handler, operation: Recorder, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Call) -> Reply:
        raise CacheDown("inside")

    operation.answer = fail
    handle(http_event("GET", "/api/open"), None)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (metric,) = [line for line in lines if "Failures" in line]
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Triptych"
    assert (metric["operation"], metric["code"]) == ("open", "unavailable")


def test_an_app_error_keeps_its_code_details_and_headers(
    handle: Handler, operation: Recorder
) -> None:
    def fail(_: Call) -> Reply:
        raise Unauthenticated("Why.", details={"a": 1}, headers={"WWW-Authenticate": "Bearer"})

    operation.answer = fail
    answer = handle(http_event("GET", "/api/open"), None)
    assert json_body(answer)["error"]["details"] == {"a": 1}
    assert answer["headers"]["WWW-Authenticate"] == "Bearer"


# CORS.


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


# Building.


def test_routes_without_operations_do_not_build(operation: Recorder) -> None:
    guard = Guard(origin_secret=lambda: "s")
    with pytest.raises(Unwired, match="open"):
        build(routes=(OPEN,), operations={}, guard=guard)
    with pytest.raises(Unwired, match="spare"):
        build(routes=(OPEN,), operations={"open": operation, "spare": operation}, guard=guard)


def subclasses(kind: type[AppError]) -> set[type[AppError]]:
    return {kind}.union(*(subclasses(sub) for sub in kind.__subclasses__()))


def test_every_error_has_a_status() -> None:
    assert {error.code for error in subclasses(AppError)} <= set(STATUS)


def test_X14_the_log_line_of_a_request_names_it_and_nothing_personal(operation: Recorder) -> None:
    out = io.StringIO()
    handle = build(
        routes=(READ,),
        operations={"read": operation},
        guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
        logger=logger_for("test-core-http", stream=out),
    )
    headers = {"Authorization": "Bearer trp_abcdefgh"}
    handle(http_event("GET", "/api/things/a", headers=headers, authorizer=claims()), None)
    written = out.getvalue()
    line = json.loads(written.splitlines()[-1])
    assert line["correlation_id"] == REQUEST_ID
    assert (line["operation"], line["status"]) == ("read", 200)
    assert "trp_" not in written
    assert "203.0.113" not in written
