"""Outcomes of a visit as the gateway's answers. None of them is kept by any cache (L4b).

Errors are a page for browsers and the platform's JSON error for everybody else.
"""

import json
from collections.abc import Mapping

from core.errors import STATUS, AppError

from .redirecting import ATTEMPTS_PER_MINUTE, Moved, Outcome, PasswordWanted, Preview, Refused
from .visits import Visit

Answer = dict[str, object]

NEVER_KEPT = "private, no-store"
MOVED = {"cache-control": NEVER_KEPT, "referrer-policy": "unsafe-url"}
PLAIN = {
    "cache-control": NEVER_KEPT,
    "x-content-type-options": "nosniff",
    "vary": "accept",
}
PASSWORD_MESSAGES = {
    "password_required": "This link needs a password: POST it as the form field password.",
    "password_wrong": "That is not the password.",
}


def answer(visit: Visit, outcome: Outcome) -> Answer:
    match outcome:
        case Moved():
            return _response(outcome.status, {**MOVED, "location": outcome.location}, "")
        case Refused():
            allow = {"allow": "GET, HEAD"} if outcome.code == "method_not_allowed" else {}
            return refusal(visit, outcome.code, outcome.message, {**_limited(outcome), **allow})
        case PasswordWanted():
            return _password(visit, outcome)
        case Preview():
            return _preview(visit, outcome)


def failure(visit: Visit | None, error: AppError, request_id: str) -> Answer:
    """The answer to an error on the way; ``visit`` is None if it came before that was read."""
    headers = {name.lower(): value for name, value in error.headers.items()}
    if visit is None:
        return _json_error(error.code, error.message, request_id, headers)
    return refusal(visit, error.code, error.message, headers)


def refusal(visit: Visit, code: str, message: str, headers: Mapping[str, str]) -> Answer:
    if not visit.wants_html:
        return _json_error(code, message, visit.request_id, headers, method=visit.method)
    from .pages import error_page

    status = STATUS[code]
    return _page(visit, status, error_page(f"{status}: no redirect", message), headers)


def _limited(outcome: Refused) -> dict[str, str]:
    """When to come again, in the headers of every limit (X8)."""
    if outcome.retry_after is None:
        return {}
    seconds = str(outcome.retry_after)
    return {
        "retry-after": seconds,
        "ratelimit-limit": str(ATTEMPTS_PER_MINUTE),
        "ratelimit-remaining": "0",
        "ratelimit-reset": seconds,
    }


def _password(visit: Visit, outcome: PasswordWanted) -> Answer:
    code = "password_wrong" if outcome.wrong else "password_required"
    if not visit.wants_html:
        return refusal(visit, code, PASSWORD_MESSAGES[code], {})
    from .pages import password_page

    return _page(visit, STATUS[code], password_page(outcome.code, wrong=outcome.wrong), {})


def _preview(visit: Visit, outcome: Preview) -> Answer:
    from .pages import preview_page

    page = preview_page(
        code=outcome.code,
        target=outcome.target,
        title=outcome.title,
        created_at=outcome.created_at,
    )
    return _page(visit, 200, page, {})


def _page(visit: Visit, status: int, page: str, headers: Mapping[str, str]) -> Answer:
    from .pages import content_security_policy

    own = {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": content_security_policy(),
        "x-robots-tag": "noindex",
    }
    return _response(status, {**PLAIN, **own, **headers}, "" if visit.method == "HEAD" else page)


def _json_error(
    code: str, message: str, request_id: str, headers: Mapping[str, str], *, method: str = "GET"
) -> Answer:
    body = {"error": {"code": code, "message": message, "details": {}}, "requestId": request_id}
    text = "" if method == "HEAD" else json.dumps(body)
    own = {"content-type": "application/json", "x-robots-tag": "noindex"}
    return _response(STATUS[code], {**PLAIN, **own, **headers}, text)


def _response(status: int, headers: Mapping[str, str], body: str) -> Answer:
    return {"statusCode": status, "headers": dict(headers), "body": body}
