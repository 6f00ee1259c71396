"""Who is refused by the HTTP edge, and how failures are answered: X1, X4, X7, X8, X14."""

import io
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from core.cache import CacheDown
from core.errors import STATUS, AppError, Unauthenticated
from core.http.api import Handler, build
from core.http.guard import Guard
from core.http.messages import Call, Reply
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
from tests.unit.http_rig import (
    OPEN,
    READ,
    Recorder,
    api,
    code,
)


@pytest.fixture
def operation() -> Recorder:
    return Recorder()


@pytest.fixture
def handle(operation: Recorder) -> Handler:
    return api(operation)


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


def test_X4_who_is_not_judged_because_we_are_busy_is_told_when_to_come_again(
    handle: Handler,
) -> None:
    """The authorizer could not read who it is."""
    event = http_event("POST", "/api/things", body={"url": "u"}, authorizer=nobody("unavailable"))
    answer = handle(event, None)
    assert (answer["statusCode"], code(answer)) == (503, "unavailable")
    assert int(answer["headers"]["Retry-After"]) > 0


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
