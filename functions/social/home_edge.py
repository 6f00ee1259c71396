"""``GET /api/timeline/home`` from the gateway's event to its answer, parsed by hand: the hot path.

It guards and answers as ``core.http`` does, which would cost more to import than all this does.
"""

import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import parse_qsl

from core.cache import Counted
from core.cursor import Cursors
from core.errors import (
    AppError,
    AroundTheEdge,
    InsufficientScope,
    InvalidToken,
    RateLimited,
    Unauthenticated,
    Unavailable,
    ValidationFailed,
)

from .ids import is_id
from .timeline.cursors import Place, place_of
from .timeline.reading import Admission, HomePage

Event = Mapping[str, Any]  # the gateway's JSON (HTTP API, payload 2.0)
Answer = dict[str, Any]  # the same for its answer

SCOPE = "social:read"
MOST, USUAL = 100, 20
LONGEST_CURSOR = 1024
PARAMETERS = ("cursor", "sinceId", "limit", "explain")
REASONS: Mapping[str, type[AppError]] = {
    "invalid_token": InvalidToken,
    "around_the_edge": AroundTheEdge,
    "unavailable": Unavailable,
}


class Homes(Protocol):
    def page(
        self,
        viewer: str,
        *,
        place: Place,
        limit: int,
        explain: bool = False,
        admission: Admission | None = None,
    ) -> HomePage: ...


class Guard(Protocol):
    def admits(self, given: str) -> bool: ...


@dataclass
class Allowance:
    """The caller's rate limit, shared with every other API of the platform."""

    subject: str
    limit: int
    headers: dict[str, str] = field(default_factory=dict)

    def check(self, counted: Counted) -> None:
        self.headers = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.limit - counted.value)),
            "RateLimit-Reset": str(counted.resets_in),
        }
        if counted.value > self.limit:
            raise RateLimited(headers={"Retry-After": str(max(1, counted.resets_in))})


@dataclass(frozen=True, slots=True)
class Asked:
    """The query string, checked."""

    place: Place
    limit: int
    explain: bool


class HomeEdge:
    """``log_sample``: the share of answers below 500 that leave a line."""

    def __init__(
        self,
        *,
        guard: Guard,
        homes: Homes,
        cursors: Cursors,
        limit: int,
        origins: Sequence[str] = (),
        log_sample: float = 1.0,
        write: Callable[[str], object] = sys.stdout.write,
    ) -> None:
        self._guard, self._homes, self._cursors = guard, homes, cursors
        self._limit, self._origins = limit, frozenset(origins)
        self._log_sample, self._write = log_sample, write

    def __call__(self, event: Event) -> Answer:
        context = event["requestContext"]
        request_id = str(context.get("requestId") or "")
        headers = {str(k).lower(): str(v) for k, v in (event.get("headers") or {}).items()}
        extra = self._cross_origin(headers.get("origin", ""))
        allowance: Allowance | None = None
        try:
            if not self._guard.admits(headers.get("x-triptych-origin", "")):
                raise AroundTheEdge
            viewer, subject = _caller((context.get("authorizer") or {}).get("lambda") or {})
            allowance = Allowance(subject, self._limit)
            body, status = self._page(viewer, event, allowance), 200
        except AppError as error:
            body, status = _problem(error, request_id), error.status
            extra = {**extra, **error.headers}
        except Exception:  # the edge: whatever it is, the caller gets a 500 without its text
            self._crashed(request_id)
            body, status = _problem(AppError("Something went wrong on our side."), request_id), 500
        self._log(request_id, status)
        counted = allowance.headers if allowance else {}
        return _answer(status, body, request_id, {**extra, **counted})

    def _page(self, viewer: str, event: Event, allowance: Allowance) -> dict[str, object]:
        scope = f"home#{viewer}"
        asked = self._asked(str(event.get("rawQueryString") or ""), scope)
        page = self._homes.page(
            viewer,
            place=asked.place,
            limit=asked.limit,
            explain=asked.explain,
            admission=allowance,
        )
        next_ = page.next_place
        cursor = None if next_ is None else self._cursors.seal(next_.to_position(), scope=scope)
        return {"tweets": page.items, "nextCursor": cursor}

    def _asked(self, raw: str, scope: str) -> Asked:
        try:
            pairs = parse_qsl(raw, keep_blank_values=True, max_num_fields=100)
        except ValueError as error:
            raise ValidationFailed.of("query", "Has too many parameters.") from error
        query = dict(pairs)
        if len(query) < len(pairs):
            _refuse_repeated([name for name, _ in pairs])
        limit, since = query.get("limit", str(USUAL)), query.get("sinceId", "")
        if not _is_limit(limit):
            raise ValidationFailed.of("limit", f"Must be a number from 1 to {MOST}.")
        if "sinceId" in query and not is_id(since):
            raise ValidationFailed.of("sinceId", "Must be the id of a tweet.")
        if query.get("explain", "0") not in ("0", "1"):
            raise ValidationFailed.of("explain", "Must be 0 or 1.")
        place = Place(since=since)
        if "cursor" in query:
            if len(query["cursor"]) > LONGEST_CURSOR:
                raise ValidationFailed.of("cursor", "Is too long.")
            place = place_of(self._cursors.open(query["cursor"], scope=scope))
        return Asked(place, int(limit), query.get("explain") == "1")

    def _cross_origin(self, origin: str) -> dict[str, str]:
        if origin not in self._origins:
            return {}
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}

    def _log(self, request_id: str, status: int) -> None:
        # Which answers leave a line guards nothing.
        if status < 500 and random.random() >= self._log_sample:  # noqa: S311
            return
        line = {"level": "INFO", "message": "home", "service": "social-home"}
        self._line({**line, "requestId": request_id, "status": status})

    def _crashed(self, request_id: str) -> None:
        import traceback

        line = {"level": "ERROR", "message": "home.crashed", "service": "social-home"}
        self._line({**line, "requestId": request_id, "trace": traceback.format_exc(limit=-8)})

    def _line(self, fields: Mapping[str, object]) -> None:
        self._write(json.dumps(fields, separators=(",", ":")) + "\n")


def _is_limit(text: str) -> bool:
    """No longer than the largest is: Python refuses to read numbers of 4,300 digits."""
    digits = text.isascii() and text.isdigit() and len(text) <= len(str(MOST))
    return digits and 1 <= int(text) <= MOST


def _refuse_repeated(names: Sequence[str]) -> None:
    for name in PARAMETERS:
        if names.count(name) > 1:
            raise ValidationFailed.of(name, "Takes one value.")


def _caller(claims: Mapping[str, Any]) -> tuple[str, str]:
    """The user and the subject of their limit. Raises what ``core.http.guard`` would."""
    user_id, reason = str(claims.get("userId") or ""), str(claims.get("reason") or "")
    if not user_id or reason:
        raise REASONS.get(reason, Unauthenticated)
    scopes = str(claims.get("scopes") or "").split()
    if SCOPE not in scopes and "*" not in scopes:
        raise InsufficientScope(details={"scope": SCOPE})
    key_id = str(claims.get("keyId") or "")
    return user_id, f"key:{key_id}" if key_id else f"user:{user_id}"


def _problem(error: AppError, request_id: str) -> dict[str, object]:
    problem = {"code": error.code, "message": error.message, "details": error.details}
    return {"error": problem, "requestId": request_id}


def _answer(
    status: int, body: Mapping[str, object], request_id: str, extra: Mapping[str, str]
) -> Answer:
    headers = {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Request-Id": request_id,
        **extra,
    }
    return {"statusCode": status, "headers": headers, "body": json.dumps(body)}
