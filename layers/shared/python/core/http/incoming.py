"""The gateway's event (HTTP API, payload 2.0) as what the guards and parsers read."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .messages import Principal, Viewer

# The event is the gateway's JSON; its values are narrowed here, once.
Event = Mapping[str, Any]

ORIGIN_HEADER = "x-triptych-origin"
HIDDEN_HEADERS = frozenset({ORIGIN_HEADER, "authorization", "cookie"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One request before any check. ``claims`` is the authorizer's context, empty without one."""

    request_id: str
    method: str
    path: str
    raw_query: str
    headers: Mapping[str, str]
    claims: Mapping[str, str]
    body: str
    is_base64: bool

    @classmethod
    def of(cls, event: Event) -> "Incoming":
        context = event.get("requestContext") or {}
        http = context.get("http") or {}
        authorizer = context.get("authorizer") or {}
        headers = event.get("headers") or {}
        return cls(
            request_id=str(context.get("requestId", "")),
            method=str(http.get("method", "")),
            path=str(event.get("rawPath", "")),
            raw_query=str(event.get("rawQueryString") or ""),
            headers={str(name).lower(): str(value) for name, value in headers.items()},
            claims={k: str(v) for k, v in (authorizer.get("lambda") or {}).items()},
            body=str(event.get("body") or ""),
            is_base64=bool(event.get("isBase64Encoded")),
        )

    def principal(self) -> Principal | None:
        user_id = self.claims.get("userId", "")
        if not user_id or self.claims.get("reason"):
            return None
        return Principal(
            user_id=user_id,
            username=self.claims.get("username", ""),
            scopes=frozenset(self.claims.get("scopes", "").split()),
            admin=self.claims.get("admin") == "true" and self.claims.get("via") == "jwt",
            via=self.claims.get("via", ""),
            key_id=self.claims.get("keyId", ""),
        )

    def viewer(self) -> Viewer:
        """Only to be believed once the origin secret was right (the edge sets these headers)."""
        return Viewer(
            country=self.headers.get("cloudfront-viewer-country", "").upper()[:2],
            network=truncated(self.headers.get("cloudfront-viewer-address", "")),
            user_agent=self.headers.get("user-agent", ""),
            language=self.headers.get("accept-language", ""),
        )

    def visible_headers(self) -> dict[str, str]:
        """Headers an operation may see: none that carries a secret."""
        return {k: v for k, v in self.headers.items() if k not in HIDDEN_HEADERS}


def truncated(address: str) -> str:
    """``198.51.100.7:4711`` -> ``198.51.100.0/24``; IPv6 to /48; empty for what is no address."""
    host = address.rsplit(":", 1)[0].strip("[]")
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return ""
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
