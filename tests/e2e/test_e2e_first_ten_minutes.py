"""What a newcomer is promised: the file, the demo user, the three printed lines."""

import json
import os
import subprocess
import sys

import pytest

from infra.local.bring_up import introduce
from infra.local.console import console
from infra.local.published import load
from tests.e2e.behind import Behind
from tests.e2e.people import signed_in
from tests.e2e.stack import PROMISED, Stack
from tests.e2e.visiting import Visitor
from tests.e2e.waiting import eventually


def test_the_published_file_has_every_promised_field(stack: Stack) -> None:
    assert [name for name in PROMISED if not isinstance(stack.said.get(name), str)] == []
    assert stack.url.startswith("http://localhost:")
    assert json.loads(stack.instance.published.read_text()) == stack.said


def test_the_demo_user_can_sign_in_and_owns_links_with_clicks(
    behind: Behind, visitor: Visitor
) -> None:
    said = behind.stack.said
    token = signed_in(behind, said["demoUser"], said["demoPassword"])["AccessToken"]
    demo = visitor.bearing(token)
    assert demo.gets("/api/me").json["username"] == said["demoUser"]
    links = demo.gets("/api/urls").json["items"]
    assert links
    countries: set[str] = set()
    for link in links:
        stats = demo.gets(f"/api/stats/{link['shortCode']}").json
        countries |= {entry["country"] for entry in stats["topCountries"]}
    assert len(countries) > 1


def test_the_printed_api_key_works(stack: Stack, visitor: Visitor) -> None:
    assert visitor.bearing(stack.said["apiKey"]).gets("/api/urls").status == 200


def test_the_printed_curl_lines_create_open_and_count(stack: Stack) -> None:
    """Create, open, see the click: run by a shell as they were printed."""
    published = load(stack.instance)
    assert published is not None
    with console.capture() as printed:
        introduce(published)
    create, follow, look = [x for x in printed.get().splitlines() if x.startswith("curl ")]
    made = json.loads(shell(create))
    answer = shell(follow)
    assert answer.startswith("HTTP/1.1 302")
    assert f"location: {made['originalUrl']}" in answer.lower()
    seen = eventually(lambda: json.loads(shell(look)), until=lambda s: s["totalClicks"] == 1)
    assert seen["shortCode"] == made["shortCode"]


def shell(line: str) -> str:
    done = subprocess.run(  # noqa: S602  # the point: a line as a person pastes it
        line, shell=True, check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout


@pytest.mark.parametrize("username", ["a", "A-b_9", "x" * 50])
def test_the_token_command_prints_only_a_token_for_exactly_that_user(
    username: str, stack: Stack, visitor: Visitor
) -> None:
    directory = str(stack.instance.directory)
    done = subprocess.run(  # noqa: S603  # our own command
        [sys.executable, "-m", "infra.local", "token", "--user", username, "--instance", directory],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert len(done.stdout.strip().splitlines()) == 1
    me = visitor.bearing(done.stdout.strip()).gets("/api/me")
    assert (me.status, me.json["username"]) == (200, username)
