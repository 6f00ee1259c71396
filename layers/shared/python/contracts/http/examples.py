"""Examples of the OpenAPI document, by operation; those of links are the requirement's own.

A test validates each against its schema, so an operation that answers more says more here.
"""

from typing import Any

# JSON.
Example = dict[str, Any]

LONG_URL = "https://www.example.com/very/long/url"

REQUESTS: dict[str, Example] = {
    "shorten": {
        "url": LONG_URL,
        "customAlias": "mylink",
        "expiresAt": "2026-12-31T23:59:59Z",
    },
}

RESPONSES: dict[str, Example] = {
    "getHealth": {"status": "ok"},
    "getVersion": {"version": "0.1.0", "stage": "local"},
    "shorten": {
        "shortUrl": "https://short.ly/abc123",
        "shortCode": "abc123",
        "originalUrl": LONG_URL,
        "createdAt": "2026-01-16T10:30:00Z",
        "expiresAt": "2026-12-31T23:59:59Z",
    },
}

ERRORS: dict[str, Example] = {
    "unauthenticated": {
        "error": {
            "code": "unauthenticated",
            "message": "Sign in, or send an API key, to do this.",
            "details": {},
        },
        "requestId": "JKJaXmPLvHcESHA=",
    },
    "validation_failed": {
        "error": {
            "code": "validation_failed",
            "message": "The request is not valid.",
            "details": {"fields": [{"path": "url", "message": "Field required"}]},
        },
        "requestId": "JKJaXmPLvHcESHA=",
    },
    "rate_limited": {
        "error": {
            "code": "rate_limited",
            "message": "Too many requests; see the Retry-After header.",
            "details": {},
        },
        "requestId": "JKJaXmPLvHcESHA=",
    },
}
