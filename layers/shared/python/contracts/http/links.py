"""Routes of an owner's links, with those of reports and statistics: all of the links API."""

from typing import Any, Literal

from pydantic import Field

from . import Raw, Route
from .link_forms import CODE, TAG, LinkEdit, LinkWanted
from .link_reports import ROUTES as REPORT_ROUTES
from .link_stats import ROUTES as STATS_ROUTES
from .models import Model, PageQuery, Problem, Query, Request, Timestamp

OWNED = ("link_not_found", "not_owner")
JUDGED = ("target_refused", "alias_reserved", "alias_invalid", "expiry_in_past")
MOST_IN_BULK = 100
LONGEST_CSV = 128 * 1024


class LinkMade(Model):
    """A new short link."""

    short_url: str
    short_code: str
    original_url: str
    created_at: Timestamp
    expires_at: Timestamp | None


class RuleShown(Model):
    url: str
    devices: list[str]
    countries: list[str]
    languages: list[str]
    starts_at: Timestamp | None
    ends_at: Timestamp | None


class LinkShown(LinkMade):
    """All that its owner set. ``status``: active, expired, disabled, banned or deleted."""

    title: str
    tags: list[str]
    enabled: bool
    fallback_url: str | None
    max_clicks: int | None
    has_password: bool
    redirect_status: int
    forward_query: bool
    rules: list[RuleShown]
    status: Literal["active", "expired", "disabled", "banned", "deleted"]


class AliasState(Model):
    """``message`` says why the alias cannot be had; whoever asks later may be told otherwise."""

    alias: str
    available: bool
    message: str | None


class BulkWanted(Request):
    """Each item is a request body of ``POST /api/shorten`` and succeeds or fails by itself."""

    # Any JSON: each item is judged on its own, so that one bad item spoils none of the others.
    items: list[Any] = Field(min_length=1, max_length=MOST_IN_BULK)


class BulkItem(Model):
    """What became of one item: 201 and the link, or the status and error it would have had."""

    status: int
    line: int | None = None
    short_url: str | None = None
    short_code: str | None = None
    original_url: str | None = None
    created_at: Timestamp | None = None
    expires_at: Timestamp | None = None
    error: Problem | None = None


class BulkDone(Model):
    """In the order of the request."""

    items: list[BulkItem]


class LinksQuery(PageQuery):
    """``q`` is found in code, title, target and tags, regardless of case; ``tag`` is one tag."""

    q: str | None = Field(default=None, min_length=1, max_length=200)
    tag: str | None = Field(default=None, min_length=1, max_length=50)


class Links(Model):
    """Newest first, without deleted ones. A page may be short, even empty, and still go on."""

    items: list[LinkShown]
    next_cursor: str | None


class CsvQuery(Query):
    cursor: str | None = Field(default=None, max_length=1024)


class QrQuery(Query):
    """``scale`` is the size of one module in pixels, ``border`` the quiet zone in modules."""

    scale: int = Field(default=8, ge=1, le=40)
    border: int = Field(default=4, ge=0, le=16)


ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/api/shorten",
        operation="shorten",
        summary="Make a short link",
        tag=TAG,
        scope="links:write",
        request=LinkWanted,
        responses={201: LinkMade},
        errors=(*JUDGED, "alias_taken"),
        idempotent=True,
    ),
    Route(
        method="POST",
        path="/api/shorten/bulk",
        operation="shortenMany",
        summary="Make up to 100 short links",
        tag=TAG,
        scope="links:write",
        request=BulkWanted,
        responses={200: BulkDone},
        idempotent=True,
        max_body=1024 * 1024,
    ),
    Route(
        method="GET",
        path="/api/aliases/{alias}",
        operation="checkAlias",
        summary="Whether an alias can be had, while somebody types it",
        tag=TAG,
        scope="links:read",
        responses={200: AliasState},
        path_params={"alias": "As it would be sent as `customAlias`"},
    ),
    Route(
        method="GET",
        path="/api/urls",
        operation="listLinks",
        summary="My links, newest first; find them by words or tag",
        tag=TAG,
        scope="links:read",
        query=LinksQuery,
        responses={200: Links},
    ),
    Route(
        method="GET",
        path="/api/urls/export.csv",
        operation="exportLinks",
        summary="My links as a table; the header X-Next-Cursor says where to go on, if need be",
        tag=TAG,
        scope="links:read",
        query=CsvQuery,
        responses={200: Raw("text/csv", "Columns as the import takes them, and a few more")},
    ),
    Route(
        method="POST",
        path="/api/urls/import",
        operation="importLinks",
        summary="Make up to 100 links from a table with a header line",
        tag=TAG,
        scope="links:write",
        request=Raw("text/csv", "url, and optionally customAlias, title, tags, expiresAt"),
        responses={200: BulkDone},
        idempotent=True,
        max_body=LONGEST_CSV,
    ),
    Route(
        method="GET",
        path="/api/urls/{code}",
        operation="getLink",
        summary="One of my links",
        tag=TAG,
        scope="links:read",
        responses={200: LinkShown},
        errors=OWNED,
        path_params=CODE,
    ),
    Route(
        method="PATCH",
        path="/api/urls/{code}",
        operation="editLink",
        summary="Change one of my links; what is left out stays, null takes away",
        tag=TAG,
        scope="links:write",
        request=LinkEdit,
        responses={200: LinkShown},
        errors=(*OWNED, "target_refused", "expiry_in_past", "link_gone", "edited_meanwhile"),
        path_params=CODE,
    ),
    Route(
        method="DELETE",
        path="/api/urls/{code}",
        operation="deleteLink",
        summary="Delete one of my links; its code is never given out again",
        tag=TAG,
        scope="links:write",
        responses={204: None},
        errors=(*OWNED, "edited_meanwhile"),
        path_params=CODE,
    ),
    Route(
        method="GET",
        path="/api/urls/{code}/qr.svg",
        operation="getQrSvg",
        summary="The short URL as a QR code",
        tag=TAG,
        scope="links:read",
        query=QrQuery,
        responses={200: Raw("image/svg+xml")},
        errors=OWNED,
        path_params=CODE,
    ),
    Route(
        method="GET",
        path="/api/urls/{code}/qr.png",
        operation="getQrPng",
        summary="The short URL as a QR code",
        tag=TAG,
        scope="links:read",
        query=QrQuery,
        responses={200: Raw("image/png")},
        errors=OWNED,
        path_params=CODE,
    ),
    *REPORT_ROUTES,
    *STATS_ROUTES,
)
