"""The docs page and the document: of our own host alone, and allowed by a strict policy."""

import re
from typing import Any

import pytest

from accounts.site import PAGE, documented, site_operations
from contracts.http import site
from contracts.http.openapi import SNAPSHOT
from core.http.api import build
from core.http.guard import Guard
from tests.builders import ORIGIN_SECRET, http_event, json_body

handle = build(
    routes=site.ROUTES,
    operations=site_operations(version="1.2.3", stage="local"),
    guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
    elsewhere=documented,
)


def get(path: str) -> dict[str, Any]:
    return handle(http_event("GET", path), None)


def test_version_says_what_runs() -> None:
    assert json_body(get("/api/version")) == {"version": "1.2.3", "stage": "local"}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_root_leads_to_the_web_client(method: str) -> None:
    answer = handle(http_event(method, "/"), None)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (302, "/app")
    assert answer["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/", "GET, HEAD"),
        ("OPTIONS", "/", "GET, HEAD"),
        ("PUT", "/aB3xY7q", "GET, HEAD, POST"),
        ("DELETE", "/aB3xY7q+", "GET, HEAD, POST"),
        ("PATCH", "/api/shorten", "POST"),
        ("OPTIONS", "/api/shorten", "POST"),
        ("PUT", "/api/urls/aB3xY7q", "DELETE, GET, PATCH"),
        ("POST", "/api/health", "GET, HEAD"),
        ("PROPFIND", "/api/health", "GET, HEAD"),
    ],
)
def test_a_method_no_function_takes_is_405_in_our_words(
    method: str, path: str, allowed: str
) -> None:
    answer = handle(http_event(method, path), None)
    assert (answer["statusCode"], json_body(answer)["error"]["code"]) == (405, "method_not_allowed")
    assert answer["headers"]["Allow"] == allowed


@pytest.mark.parametrize("method", ["GET", "DELETE", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("path", ["/api/nowhere", "/a/b/c", "/api/urls/x/y/z", "//", "/api/"])
def test_a_path_no_function_has_is_404_in_our_words(method: str, path: str) -> None:
    answer = handle(http_event(method, path), None)
    assert (answer["statusCode"], json_body(answer)["error"]["code"]) == (404, "not_found")


def test_the_document_is_served_as_it_is_shipped() -> None:
    answer = get("/api/openapi.json")
    assert answer["body"] == SNAPSHOT.read_text(encoding="utf-8")
    assert answer["headers"]["Content-Type"] == "application/json"


def test_the_page_has_nothing_inline_and_nothing_from_elsewhere() -> None:
    sources = re.findall(r'(?:src|href)="([^"]+)"', PAGE)
    assert sources
    assert all(source.startswith("/api/") for source in sources)
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=", PAGE)


def test_the_pages_policy_allows_its_own_files_only() -> None:
    policy = get("/api/docs")["headers"]["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("asset", "kind"),
    [
        ("swagger-ui.js", "text/javascript"),
        ("start.js", "text/javascript"),
        ("swagger-ui.css", "text/css"),
    ],
)
def test_every_file_of_the_page_is_there(asset: str, kind: str) -> None:
    answer = get(f"/api/docs/{asset}")
    assert answer["statusCode"] == 200
    assert answer["headers"]["Content-Type"].startswith(kind)
    assert answer["body"]
    assert f"/api/docs/{asset}" in PAGE


@pytest.mark.parametrize("asset", ["other.js", "..", "site.py"])
def test_no_other_file_can_be_had(asset: str) -> None:
    assert get(f"/api/docs/{asset}")["statusCode"] == 404
