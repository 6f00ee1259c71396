"""Five routes, and an operation that remembers what it was asked."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from contracts.http import Raw, Route
from contracts.http.models import Model, PageQuery, Request, Timestamp
from core.http.api import Handler, build
from core.http.guard import Guard
from core.http.messages import Call, Operation, Reply
from core.rate_limit import RateLimiter
from tests.builders import (
    ORIGIN_SECRET,
    json_body,
)

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


def api(operation: Operation, *, limiter: RateLimiter | None = None) -> Handler:
    return build(
        routes=ROUTES,
        operations={route.operation: operation for route in ROUTES},
        guard=Guard(origin_secret=lambda: ORIGIN_SECRET, limiter=limiter),
        allowed_origins=ALLOWED,
    )


def code(answer: dict[str, Any]) -> str:
    return str(json_body(answer)["error"]["code"])
