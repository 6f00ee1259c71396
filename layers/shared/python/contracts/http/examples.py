"""Examples of the OpenAPI document, by operation; those of links are the requirement's own."""

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
