"""One request for a short link, read from the gateway's event, and the click it leaves behind.

Parsed by hand: this is the hot path. What is known of the viewer comes from CloudFront's own
headers only, and those are believed because the request carried the origin secret (X7). The address
is cut to its network here, before anything else sees it (X14).
"""

import base64
import binascii
import hashlib
import hmac
import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .rules import Visitor, preferred_language

# The gateway's JSON (HTTP API, payload 2.0); its values are narrowed here.
Event = Mapping[str, Any]

CODE_CHARACTERS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-")
DAY_MS = 86_400_000
LONGEST_CODE = 50
LONGEST_AGENT = 512
LONGEST_REFERRER = 253  # of a host name (RFC 1035)
HOST_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-_")
PREVIEW_MARKS = ("+", "%2B", "%2b")
VISIT_HEADER = "x-triptych-visit"
"""The id of a visit that another region passed on, so that it is the same click here (``nearby``).
The edge lets no header of that name through, and nobody else has its secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """``code`` is empty if the path can be none. ``network`` is the viewer's, not the address."""

    request_id: str
    method: str
    code: str
    preview: bool = False
    query: str = ""
    country: str = ""
    network: str = ""
    user_agent: str = ""
    accept_language: str = ""
    referrer: str = ""
    wants_html: bool = False
    form: bytes = b""

    @classmethod
    def of(cls, event: Event) -> "Visit":
        context = event["requestContext"]
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        code, preview = code_of(event.get("rawPath") or "")
        return cls(
            request_id=headers.get(VISIT_HEADER) or context.get("requestId") or "",
            method=context["http"]["method"],
            code=code,
            preview=preview,
            query=event.get("rawQueryString") or "",
            country=country_of(headers.get("cloudfront-viewer-country", "")),
            network=network_of(headers.get("cloudfront-viewer-address", "")),
            user_agent=printable(headers.get("user-agent", ""), LONGEST_AGENT),
            accept_language=headers.get("accept-language", ""),
            referrer=referrer_of(headers.get("referer", "")),
            wants_html=wants_html(headers.get("accept", ""), headers.get("user-agent", "")),
            form=_body(event),
        )

    def visitor(self) -> Visitor:
        return Visitor(
            country=self.country,
            user_agent=self.user_agent,
            accept_language=self.accept_language,
        )


def origin_secret_of(event: Event) -> str:
    """The secret header the edge adds, or empty."""
    headers = event.get("headers") or {}
    return str(headers.get("x-triptych-origin") or "")


def code_of(path: str) -> tuple[str, bool]:
    """The code in a path and whether its preview is wanted: ``/c``, ``/c/`` (L13), ``/c+``."""
    code = path[1:-1] if len(path) > 1 and path.endswith("/") else path[1:]
    preview = False
    for mark in PREVIEW_MARKS:
        if code.endswith(mark):
            code, preview = code[: -len(mark)], True
            break
    if not 0 < len(code) <= LONGEST_CODE or not CODE_CHARACTERS.issuperset(code):
        return "", preview
    return code, preview


def country_of(header: str) -> str:
    """ISO 3166-1 alpha-2 or empty; the United Kingdom is GB."""
    country = header.strip().upper()
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        return ""
    return "GB" if country == "UK" else country


def network_of(address: str) -> str:
    """``198.51.100.7:4711`` -> ``198.51.100.0/24``; IPv6 to /48; empty for what is no address."""
    host = address.rpartition(":")[0].strip("[]")
    try:
        if ":" not in host:
            return socket.inet_ntoa(socket.inet_pton(socket.AF_INET, host)[:3] + b"\0") + "/24"
        packed = socket.inet_pton(socket.AF_INET6, host)
    except (OSError, ValueError):
        return ""
    if packed[:12] == b"\0" * 10 + b"\xff\xff":  # an IPv4 address in IPv6's clothes
        return socket.inet_ntoa(packed[12:15] + b"\0") + "/24"
    return socket.inet_ntop(socket.AF_INET6, packed[:6] + b"\0" * 10) + "/48"


def referrer_of(header: str) -> str:
    """The host that referred, lower-case and without ``www.``; never its path or query."""
    try:
        host = urlsplit(header[:2048]).hostname or ""
    except ValueError:
        return ""
    host = host.removeprefix("www.")
    return host if len(host) <= LONGEST_REFERRER and HOST_CHARACTERS.issuperset(host) else ""


def wants_html(accept: str, user_agent: str) -> bool:
    """A browser. CloudFront keeps Accept to itself; then the name every browser bears decides."""
    return "text/html" in accept if accept else user_agent.startswith("Mozilla/")


def printable(text: str, longest: int) -> str:
    """``text``, cut, with a space for each control character."""
    text = text[:longest]
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def password_in(form: bytes) -> str:
    """The field ``password`` of a form, or empty."""
    try:
        fields = parse_qs(form.decode("utf-8", "replace"), max_num_fields=5)
    except ValueError:
        return ""
    return fields.get("password", [""])[0]


class VisitorKey:
    """Names a visitor for one day: HMAC of network and agent under that day's key.

    The day's key is an HMAC of the date under a secret, so yesterday's names mean nothing today.
    """

    def __init__(self, *, salt: Callable[[], str]) -> None:
        self._salt = salt
        self._current: tuple[int, bytes] = (-1, b"")

    def name(self, visit: Visit, at: int) -> str:
        """16 hex digits; ``at`` in epoch milliseconds."""
        day, key = self._current
        if day != at // DAY_MS:
            day = at // DAY_MS
            key = hmac.digest(self._salt().encode(), str(day).encode(), "sha256")
            self._current = (day, key)
        text = f"{visit.network}|{visit.user_agent}".encode("utf-8", "surrogatepass")
        return hmac.digest(key, text, "sha256")[:8].hex()


@dataclass(frozen=True, slots=True)
class Click:
    """A click as it is recorded: ``record`` is the JSON of :class:`contracts.events.UrlClicked`."""

    id: str
    at: int
    record: str


def click_of(visit: Visit, *, code: str, at: int, visitor: str) -> Click:
    """``at`` in epoch milliseconds. The id comes from the request's, so a retry is the same."""
    event_id = hashlib.sha256(visit.request_id.encode()).hexdigest()[:16]
    fields = {
        "version": 1,
        "type": "url.clicked",
        "id": event_id,
        "code": code,
        "at": at,
        "country": visit.country,
        "referrer": visit.referrer,
        "userAgent": visit.user_agent,
        "language": preferred_language(visit.accept_language),
        "visitor": visitor,
    }
    return Click(event_id, at, json.dumps(fields, separators=(",", ":")))


def _body(event: Event) -> bytes:
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body)
    except (binascii.Error, ValueError):
        return b""
