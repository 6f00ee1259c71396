"""The functions that run before every request: who it says it is, and which page it asks for."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.constructs.cdn import EDGE

NODE = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "node"


def test_a_request_without_authorization_is_marked_anonymous() -> None:
    assert _before({})["headers"]["authorization"] == {"value": "anonymous"}


def test_an_empty_authorization_is_none() -> None:
    request = _before({"authorization": {"value": ""}})
    assert request["headers"]["authorization"] == {"value": "anonymous"}


def test_authorization_reaches_the_api_unchanged() -> None:
    request = _before({"authorization": {"value": "Bearer x"}})
    assert request["headers"]["authorization"] == {"value": "Bearer x"}


def test_X7_the_origin_header_of_a_client_is_dropped() -> None:
    assert "x-triptych-origin" not in _before({"x-triptych-origin": {"value": "guess"}})["headers"]


@pytest.mark.parametrize(
    "path", ["/app", "/app/", "/app/links/abc", "/app/people/a.b/c", "/app/watch/1"]
)
def test_the_clients_own_paths_are_one_page(path: str) -> None:
    assert _page(path) == "/app/index.html"


@pytest.mark.parametrize("path", ["/app/assets/index-4f.js", "/app/config.json", "/app/theme.js"])
def test_files_of_the_client_are_themselves(path: str) -> None:
    assert _page(path) == path


def _page(path: str) -> str:
    return str(_run("web-paths.js", path, {})["uri"])


# Any: a CloudFront request is JSON.
def _before(headers: dict[str, Any]) -> dict[str, Any]:
    return _run("viewer-request.js", "/abc", headers)


# Any: likewise.
def _run(name: str, uri: str, headers: dict[str, Any]) -> dict[str, Any]:
    event = {"request": {"method": "GET", "uri": uri, "querystring": {}, "headers": headers}}
    source = (EDGE / name).read_text()
    script = f"{source}\nconsole.log(JSON.stringify(handler({json.dumps(event)})))"
    done = subprocess.run([str(NODE), "-e", script], capture_output=True, text=True, check=True)  # noqa: S603  # our own file
    return dict(json.loads(done.stdout))
