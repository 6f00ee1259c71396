"""Events as the gateway sends them (HTTP API, payload 2.0)."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

ORIGIN_SECRET = "the-origin-secret"
REQUEST_ID = "JKJaXmPLvHcESHA="


def claims(
    user_id: str = "u-1",
    *,
    username: str = "ada",
    scopes: str = "*",
    admin: bool = False,
    via: str = "jwt",
    key_id: str = "",
) -> dict[str, str]:
    """The authorizer's context for somebody who is known."""
    return {
        "userId": user_id,
        "username": username,
        "scopes": scopes,
        "admin": "true" if admin else "false",
        "via": via,
        "keyId": key_id,
    }


EVE = claims("u-2", username="eve")
"""Somebody else than Ada."""


def nobody(reason: str = "unauthenticated") -> dict[str, str]:
    """The authorizer's context where there is no principal."""
    return {**claims("", username="", scopes="", via="none"), "reason": reason}


def edge_headers(
    *, secret: str = ORIGIN_SECRET, country: str = "DE", address: str = "203.0.113.7:4711"
) -> dict[str, str]:
    """What the edge adds to every request it lets through."""
    return {
        "x-triptych-origin": secret,
        "cloudfront-viewer-country": country,
        "cloudfront-viewer-address": address,
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    }


def http_event(
    method: str,
    path: str,
    *,
    body: object = None,
    raw_body: str | None = None,
    is_base64: bool = False,
    query: Mapping[str, str] | str = "",
    headers: Mapping[str, str] | None = None,
    edge: Mapping[str, str] | None = None,
    authorizer: Mapping[str, str] | None = None,
    request_id: str = REQUEST_ID,
) -> dict[str, Any]:
    """One request. ``body`` is sent as JSON, ``raw_body`` as it is; ``authorizer`` is the context.

    ``edge`` None means through the edge; ``{}`` means around it.
    """
    text = raw_body if raw_body is not None else None if body is None else json.dumps(body)
    raw_query = query if isinstance(query, str) else urlencode(query)
    sent = {**(edge_headers() if edge is None else edge)}
    sent.update({k.lower(): v for k, v in (headers or {}).items()})
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": raw_query,
        "headers": sent,
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "api",
            "domainName": "api.execute-api.us-east-1.amazonaws.com",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "130.176.0.1",
                "userAgent": "Amazon CloudFront",
            },
            "requestId": request_id,
            "routeKey": "$default",
            "stage": "$default",
            "timeEpoch": 1795459200000,
        },
        "isBase64Encoded": is_base64,
    }
    if text is not None:
        event["body"] = text
    if authorizer is not None:
        event["requestContext"]["authorizer"] = {"lambda": dict(authorizer)}
    return event


def json_body(response: Mapping[str, Any]) -> Any:
    """The JSON of an answer; Any because each test knows its own shape."""
    return json.loads(response["body"])
