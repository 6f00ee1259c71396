"""What a visitor of a short link may ask. Declared for the document and the tests.

The redirect function serves these by hand, behind the gateway's one route ``/{proxy+}``: it is the
hot path and imports nothing of this. ``/{code}/`` is the same as ``/{code}``. Errors are a page
where the request accepts ``text/html``, and the platform's JSON otherwise.
"""

from . import Body, Raw, Route

TAG = "redirect"
CODE = {"code": "A generated code, matched exactly, or an alias, matched in any case"}
MOVED: dict[int, Body] = {status: None for status in (301, 302, 307, 308)}
CLOSED = (
    "link_not_found",
    "link_gone",
    "link_expired",
    "link_disabled",
    "link_used_up",
    "link_banned",
)

ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/{code}",
        operation="followLink",
        summary="Redirect to the link's target; one click",
        tag=TAG,
        scope=None,
        responses=MOVED,
        errors=(*CLOSED, "password_required"),
        path_params=CODE,
    ),
    Route(
        method="HEAD",
        path="/{code}",
        operation="probeLink",
        summary="As GET, but no click",
        tag=TAG,
        scope=None,
        responses=MOVED,
        errors=(*CLOSED, "password_required"),
        path_params=CODE,
    ),
    Route(
        method="POST",
        path="/{code}",
        operation="openProtectedLink",
        summary="Send a link's password, as its form does; five attempts a minute",
        tag=TAG,
        scope=None,
        responses={303: None},
        request=Raw("application/x-www-form-urlencoded", "Field `password`"),
        errors=(*CLOSED, "password_wrong", "too_many_attempts", "method_not_allowed"),
        max_body=4096,
        path_params=CODE,
    ),
    Route(
        method="GET",
        path="/{code}+",
        operation="previewLink",
        summary="A page that says where the link leads; no click",
        tag=TAG,
        scope=None,
        responses={200: Raw("text/html", "Target, title, age, and what is suspicious about it")},
        errors=CLOSED,
        path_params=CODE,
    ),
)
