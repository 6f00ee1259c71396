"""The operations of ``contracts.http.site``: health, version, the OpenAPI document and its page.

The page is Swagger UI as Powertools ships it, in files of our own host, so that a policy of
``script-src 'self'`` is enough: nothing is inline and nothing comes from elsewhere.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from contracts.http.site import Health, Version
from core.errors import NotFound
from core.http.messages import Call, Operation, Reply
from core.http.paths import Methods

START_PAGE = "/app"
SWAGGER = "aws_lambda_powertools.event_handler.openapi.swagger_ui"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Triptych API</title>
<link rel="stylesheet" href="/api/docs/swagger-ui.css">
</head>
<body>
<div id="docs">Loading…</div>
<noscript>This page needs JavaScript; the document itself is at
<a href="/api/openapi.json">/api/openapi.json</a>.</noscript>
<script src="/api/docs/swagger-ui.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
"""
START = """SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  filter: true,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
});
"""
A_DAY = {"Cache-Control": "public, max-age=86400"}


def site_operations(*, version: str, stage: str) -> Mapping[str, Operation]:
    """By operation name, to be merged with those of the accounts API."""
    return {
        "getRoot": _root,
        "getHealth": _health,
        "getVersion": lambda _call: Reply(body=Version(version=version, stage=stage)),
        "getOpenapi": _openapi,
        "getDocs": _docs,
        "getDocsAsset": _asset,
    }


@cache
def documented() -> Methods:
    """The methods of every path of the whole API, whichever function serves it."""
    paths: dict[str, dict[str, object]] = json.loads(_document())["paths"]
    return {path: [method.upper() for method in methods] for path, methods in paths.items()}


def _root(_call: Call) -> Reply:
    return Reply(status=302, headers={"Location": START_PAGE})


def _health(_call: Call) -> Reply:
    return Reply(body=Health())


def _openapi(_call: Call) -> Reply:
    return Reply(body=_document())


def _docs(_call: Call) -> Reply:
    return Reply(
        body=PAGE,
        content_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": POLICY},
    )


def _asset(call: Call) -> Reply:
    match call.path["asset"]:
        case "swagger-ui.js":
            script = _text(SWAGGER, "swagger-ui-bundle.min.js")
        case "start.js":
            script = START
        case "swagger-ui.css":
            style = _text(SWAGGER, "swagger-ui.min.css")
            return Reply(body=style, content_type="text/css; charset=utf-8", headers=A_DAY)
        case _:
            raise NotFound
    return Reply(body=script, content_type="text/javascript; charset=utf-8", headers=A_DAY)


def _document() -> str:
    return _text("contracts.http", "openapi.json")


def _text(package: str, name: str) -> str:
    return files(package).joinpath(name).read_text(encoding="utf-8")
