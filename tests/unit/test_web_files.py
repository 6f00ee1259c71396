"""Facts about publishing the web client, and about answering whoever deploys it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tests.fakes.web import FakeBundle, FakeSite
from web.adapters.stack_events import answered
from web.model import UNKNOWN, File
from web.publishing import publish

FOR_EVER = "public, max-age=31536000, immutable"
EVENT = {"StackId": "s", "RequestId": "r", "LogicalResourceId": "Published"}
Answers = list[dict[str, Any]]  # Any: what CloudFormation is told, as JSON


def test_parts_are_there_before_the_pages_that_name_them() -> None:
    site = FakeSite()
    bundle = FakeBundle({"index.html": b"<html>", "assets/a.js": b"js", "assets/a.css": b"css"})
    assert publish(bundle, site, config={"region": "eu-west-1"}) == 4
    keys = [file.key for file in site.laid]
    assert keys[:2] == ["app/assets/a.js", "app/assets/a.css"]
    assert set(keys[2:]) == {"app/index.html", "app/config.json"}


def test_the_settings_of_the_stage_are_a_file_of_their_own() -> None:
    site = FakeSite()
    publish(FakeBundle({}), site, config={"region": "eu-west-1"})
    (config,) = site.laid
    assert json.loads(config.body) == {"region": "eu-west-1"}
    assert (config.content_type, config.cache_control) == ("application/json", "no-cache")


@pytest.mark.parametrize(
    ("name", "type_", "kept"),
    [
        ("index.html", "text/html; charset=utf-8", "no-cache"),
        ("theme.js", "text/javascript; charset=utf-8", "no-cache"),
        ("assets/index-4f3a.js", "text/javascript; charset=utf-8", FOR_EVER),
        ("assets/inter.woff2", "font/woff2", FOR_EVER),
        ("assets/odd.xyz", UNKNOWN, FOR_EVER),
    ],
)
def test_what_says_its_content_by_name_is_kept_for_ever(name: str, type_: str, kept: str) -> None:
    file = File(name=name, body=b"")
    assert (file.content_type, file.cache_control) == (type_, kept)


@pytest.fixture
def stack() -> Iterator[tuple[str, Answers]]:
    """An address to answer to, and what was answered there."""
    answers: Answers = []

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # the base's names
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", answers
        server.shutdown()


def test_a_deployment_hears_that_all_went_well(stack: tuple[str, Answers]) -> None:
    url, answers = stack
    with answered({**EVENT, "ResponseURL": url}):
        pass
    assert answers[0]["Status"] == "SUCCESS"
    assert answers[0]["PhysicalResourceId"] == "Published"


def test_a_deployment_hears_at_once_what_went_wrong(stack: tuple[str, Answers]) -> None:
    url, answers = stack
    with pytest.raises(RuntimeError), answered({**EVENT, "ResponseURL": url}):
        raise RuntimeError("no such bundle")
    assert (answers[0]["Status"], answers[0]["Reason"]) == (
        "FAILED",
        "RuntimeError: no such bundle",
    )
