"""OpenAPI 3.1 of the whole API, made from the declared routes.

``python -m contracts.http.openapi`` writes ``openapi.json`` beside this module; the layer ships it
and ``/api/openapi.json`` serves it. A test fails when it is older than the routes.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from core.errors import STATUS

from . import Body, Raw, Route
from .catalogue import all_routes
from .examples import ERRORS, REQUESTS, RESPONSES
from .models import ErrorAnswer

# JSON, as the specification has it.
Json = dict[str, Any]
Mode = Literal["validation", "serialization"]

SNAPSHOT = Path(__file__).with_name("openapi.json")
REF = "#/components/schemas/{model}"
REASONS = {
    200: "Done",
    201: "Created",
    202: "Accepted",
    204: "Done; there is nothing to say",
    301: "Moved permanently",
    302: "Found",
    303: "See other",
    307: "Temporary redirect",
    308: "Permanent redirect",
    400: "The request cannot be read",
    401: "Nobody is signed in, or not well enough",
    402: "A subscription is needed",
    403: "Not allowed",
    404: "There is nothing here",
    405: "Not with this method",
    409: "In conflict with what is there",
    410: "No longer here",
    413: "Too large",
    422: "Not valid; `details.fields` says where",
    429: "Too many requests",
    451: "Withdrawn",
    500: "A fault of the service",
    503: "Busy; repeat after `Retry-After` seconds",
}
TAGS = {
    "site": "The service itself",
    "accounts": "The signed-in person, API keys, subscription, export and erasure",
    "links": "Short links and their statistics",
    "social": "Tweets, timelines, people",
    "video": "Films: upload, catalogue, playback, profiles, recommendations",
    "redirect": "What a visitor of a short link meets",
    "admin": "For administrators",
}
RATE_HEADERS = {
    "RateLimit-Limit": "Requests per window",
    "RateLimit-Remaining": "Requests left in this window",
    "RateLimit-Reset": "Seconds until the window ends",
}
SECURITY_SCHEMES = {
    "user": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "An access token of the user pool; may do all the user may.",
    },
    "apiKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "trp_…",
        "description": "An API key of `/api/me/keys`; may do what its scopes say.",
    },
}


def document(routes: Iterable[Route] | None = None) -> Json:
    """The OpenAPI document, in a stable order."""
    served = tuple(all_routes() if routes is None else routes)
    refs, schemas = _schemas(served)
    queries = {_name(refs[(r.query, "validation")]) for r in served if r.query is not None}
    paths: dict[str, Json] = defaultdict(dict)
    for route in served:
        paths[route.path][route.method.lower()] = _operation(route, refs, schemas)
    used = {route.tag for route in served}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Triptych",
            "version": "1",
            "description": (
                "Short links, a social feed and video on one host. Names are camelCase, times are "
                "ISO-8601 in UTC, ids are strings. Lists answer `items` and `nextCursor`."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": t, "description": TAGS.get(t, t)} for t in sorted(used)],
        "paths": dict(paths),
        "components": {
            "schemas": {n: s for n, s in sorted(schemas.items()) if n not in queries},
            "securitySchemes": SECURITY_SCHEMES,
        },
    }


def render(doc: Json) -> str:
    return json.dumps(doc, indent=1, ensure_ascii=False) + "\n"


Refs = Mapping[tuple[type[BaseModel], Mode], Json]


def _schemas(routes: Iterable[Route]) -> tuple[Refs, Json]:
    wanted: dict[tuple[type[BaseModel], Mode], None] = {(ErrorAnswer, "serialization"): None}
    for route in routes:
        if isinstance(route.request, type):
            wanted[(route.request, "validation")] = None
        if route.query is not None:
            wanted[(route.query, "validation")] = None
        for body in route.responses.values():
            if isinstance(body, type):
                wanted[(body, "serialization")] = None
    refs: Any  # pydantic's keys are wider than ours: they include its dataclasses
    refs, defined = models_json_schema(list(wanted), ref_template=REF)
    schemas: Json = {name: _untitled(schema) for name, schema in defined["$defs"].items()}
    return refs, schemas


def _operation(route: Route, refs: Refs, schemas: Json) -> Json:
    operation: Json = {
        "operationId": route.operation,
        "summary": route.summary,
        "tags": [route.tag],
        "parameters": _parameters(route, refs, schemas),
        "responses": _responses(route, refs),
        "security": [] if route.public else [{"user": []}, {"apiKey": [route.scope]}],
    }
    if route.admin:
        operation["security"] = [{"user": []}]
    if not operation["parameters"]:
        del operation["parameters"]
    if route.request is not None:
        operation["requestBody"] = _request(route, refs, schemas)
    return operation


def _parameters(route: Route, refs: Refs, schemas: Json) -> list[Json]:
    found: list[Json] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": route.path_params.get(name, name),
            "schema": {"type": "string", "minLength": 1},
        }
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]
    if route.query is not None:
        found += _query_parameters(_resolved(refs[(route.query, "validation")], schemas))
    if route.idempotent:
        found.append(
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "Repeating a request with the same key has one effect for a day.",
                "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
            }
        )
    return found


def _query_parameters(schema: Json) -> list[Json]:
    required = schema.get("required", [])
    found = []
    for name, declared in schema.get("properties", {}).items():
        described = {k: v for k, v in declared.items() if k not in {"title", "default"}}
        kinds = [kind for kind in described.get("anyOf", []) if kind != {"type": "null"}]
        if len(kinds) == 1:  # "or null" means "or not given", which a parameter always may be
            described = {**{k: v for k, v in described.items() if k != "anyOf"}, **kinds[0]}
        if declared.get("default") is not None:
            described["default"] = declared["default"]
        found.append(
            {"name": name, "in": "query", "required": name in required, "schema": described}
        )
    return found


def _request(route: Route, refs: Refs, schemas: Json) -> Json:
    if isinstance(route.request, Raw):
        media = {route.request.media_type: {"schema": {"type": "string"}}}
        return {"required": True, "description": route.request.description, "content": media}
    assert route.request is not None  # noqa: S101  # the caller looked
    ref = refs[(route.request, "validation")]
    content: Json = {"schema": ref}
    if route.operation in REQUESTS:
        content["example"] = REQUESTS[route.operation]
    needed = bool(_resolved(ref, schemas).get("required"))
    return {"required": needed, "content": {"application/json": content}}


def _responses(route: Route, refs: Refs) -> Json:
    found: Json = {}
    for status, body in sorted(route.responses.items()):
        found[str(status)] = _success(route, status, body, refs)
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in error_codes(route):
        by_status[STATUS[code]].append(code)
    for status, codes in sorted(by_status.items()):
        found[str(status)] = {"description": REASONS[status], "content": _error(codes, refs)}
        if route.tag == "redirect":  # visitors with a browser get a page
            found[str(status)]["content"]["text/html"] = {"schema": {"type": "string"}}
    return found


def _success(route: Route, status: int, body: Body, refs: Refs) -> Json:
    answer: Json = {"description": REASONS[status], "headers": _headers(route, status)}
    if isinstance(body, Raw):
        answer["description"] = body.description or REASONS[status]
        answer["content"] = {body.media_type: {"schema": {"type": "string"}}}
        if body.media_type == "application/json":
            answer["content"][body.media_type]["schema"] = {"type": "object"}
    elif body is not None:
        content: Json = {"schema": refs[(body, "serialization")]}
        if route.operation in RESPONSES:
            content["example"] = RESPONSES[route.operation]
        answer["content"] = {"application/json": content}
    return answer


def _headers(route: Route, status: int) -> Json:
    headers: Json = {}
    if 300 <= status < 400:
        headers["Location"] = {"schema": {"type": "string"}, "required": True}
    if route.tag != "redirect":
        for name, text in RATE_HEADERS.items():
            headers[name] = {"description": text, "schema": {"type": "integer"}}
    return headers


def _error(codes: list[str], refs: Refs) -> Json:
    only = {"properties": {"error": {"properties": {"code": {"enum": sorted(codes)}}}}}
    content: Json = {"schema": {"allOf": [refs[(ErrorAnswer, "serialization")], only]}}
    example = next((ERRORS[code] for code in codes if code in ERRORS), None)
    if example is not None:
        content["example"] = example
    return {"application/json": content}


def error_codes(route: Route) -> tuple[str, ...]:
    """What a route declares, and what its guards and parsers add."""
    codes = [*route.errors, "around_the_edge", "rate_limited", "internal", "unavailable"]
    if not route.public:
        codes += ["unauthenticated", "invalid_token", "insufficient_scope"]
    if route.admin:
        codes.append("forbidden")
    if route.request is not None:
        codes += ["bad_request", "payload_too_large"]
    if route.request is not None or route.query is not None:
        codes.append("validation_failed")
    if "{" in route.path:
        codes.append("not_found")
    if route.idempotent:
        codes += ["idempotency_mismatch", "idempotency_in_progress", "validation_failed"]
    return tuple(dict.fromkeys(codes))


def _resolved(schema: Json, schemas: Json) -> Json:
    found: Json = schemas[_name(schema)] if "$ref" in schema else schema
    return found


def _name(ref: Json) -> str:
    return str(ref.get("$ref", "")).rsplit("/", 1)[-1]


def _untitled(schema: Json) -> Json:
    """Without the titles pydantic makes up for properties; they say less than the names."""
    plain = dict(schema)
    for name, declared in plain.get("properties", {}).items():
        kept = {k: v for k, v in declared.items() if k != "title"}
        plain["properties"] = {**plain["properties"], name: kept}
    return plain


if __name__ == "__main__":
    SNAPSHOT.write_text(render(document()), encoding="utf-8")
