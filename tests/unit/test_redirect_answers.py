"""The answers of the redirect as they leave the function, and its one line of log."""

import base64
import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from core.errors import STATUS, TooManyAttempts, Unavailable
from core.origin import OriginGuard
from links.redirect import redirecting
from links.redirect.answers import answer
from links.redirect.edge import RedirectEdge
from links.redirect.log import RedirectLog
from links.redirect.pages import preview_page, warnings_about
from links.redirect.redirecting import Moved, Outcome, PasswordWanted, Preview, Refused
from links.redirect.visits import Visit
from tests.builders import ORIGIN_SECRET, edge_headers, http_event
from tests.fakes.core import FakeMonotonic

PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"
SCRIPT = '"><script>alert(1)</script>'
OUTCOMES: list[Outcome] = [
    Moved(302, "https://example.com/", "cache"),
    Refused("link_not_found", "There is no such link."),
    Refused("too_many_attempts", "Wait.", 7),
    PasswordWanted("abc", wrong=True),
    Preview("abc", "https://example.com/", "Title", 0),
]


def visit(method: str = "GET", *, page: bool = False) -> Visit:
    return Visit(request_id="r-1", method=method, code="abc", wants_html=page)


class Deaf:
    """Answers every visit the same, or fails."""

    def __init__(self, outcome: Outcome | Exception) -> None:
        self.outcome = outcome
        self.visits: list[Visit] = []

    def visit(self, visit: Visit) -> Outcome:
        self.visits.append(visit)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def edge(
    outcome: Outcome | Exception,
    lines: list[str],
    *,
    sample: float = 1.0,
    secret: Callable[[], str] = lambda: ORIGIN_SECRET,
) -> tuple[RedirectEdge, Deaf]:
    inner = Deaf(outcome)
    log = RedirectLog(sample=sample, write=lines.append, now=lambda: 5.0, chance=lambda: 0.5)
    return RedirectEdge(guard=OriginGuard(secret=secret), redirect=inner, log=log), inner


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("page", [True, False])
def test_L4b_nothing_may_be_kept_by_any_cache(outcome: Outcome, page: bool) -> None:
    headers: Any = answer(visit(page=page), outcome)["headers"]
    assert headers["cache-control"] == "private, no-store"


def test_a_redirect_is_status_location_and_no_body() -> None:
    given = answer(visit(), Moved(308, "https://example.com/%26", "cache"))
    assert (given["statusCode"], given["body"]) == (308, "")
    headers: Any = given["headers"]
    assert headers["location"] == "https://example.com/%26"


def test_an_error_is_json_unless_a_browser_asks() -> None:
    refused = Refused("link_expired", "This link has expired.")
    plain = answer(visit(), refused)
    assert plain["statusCode"] == 410
    assert json.loads(str(plain["body"])) == {
        "error": {"code": "link_expired", "message": "This link has expired.", "details": {}},
        "requestId": "r-1",
    }
    page = answer(visit(page=True), refused)
    assert page["statusCode"] == 410
    assert "This link has expired." in str(page["body"])


def test_a_password_is_asked_for_by_a_form_or_in_json() -> None:
    page = answer(visit(page=True), PasswordWanted("abc", wrong=True))
    assert (page["statusCode"], 'role="alert"' in str(page["body"])) == (401, True)
    assert 'action="/abc"' in str(page["body"])
    asked = json.loads(str(answer(visit(), PasswordWanted("abc", wrong=False))["body"]))
    assert asked["error"]["code"] == "password_required"


def test_too_many_attempts_say_when_to_come_back() -> None:
    headers: Any = answer(visit(), Refused("too_many_attempts", "Wait.", 7))["headers"]
    assert headers["retry-after"] == headers["ratelimit-reset"] == "7"
    assert (headers["ratelimit-limit"], headers["ratelimit-remaining"]) == ("5", "0")


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("page", [True, False])
def test_L7_head_has_the_same_status_and_no_body(outcome: Outcome, page: bool) -> None:
    head, get = answer(visit("HEAD", page=page), outcome), answer(visit(page=page), outcome)
    assert (head["statusCode"], head["headers"]) == (get["statusCode"], get["headers"])
    assert head["body"] == ""


def test_X11_pages_are_inert() -> None:
    page = answer(visit(page=True), Preview("abc", f"https://e.com/{SCRIPT}", SCRIPT, 0))
    assert "<script" not in str(page["body"])
    headers: Any = page["headers"]
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-robots-tag"] == "noindex"
    assert headers["x-content-type-options"] == "nosniff"


def test_the_policy_allows_the_style_of_the_page() -> None:
    page = answer(visit(page=True), Refused("link_gone", "Gone."))
    style = str(page["body"]).partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    headers: Any = page["headers"]
    assert f"'sha256-{digest}'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("target", "about"),
    [
        ("https://example.com/path?q", []),
        ("http://example.com/", ["not encrypted"]),
        ("https://xn--pple-43d.com/", ["\u0430pple.com"]),
        ("https://192.0.2.7/", ["a number"]),
        ("https://[2001:db8::1]/", ["a number"]),
        ("https://example.com:8443/", ["8443"]),
        ("https://[bad/", ["cannot be read"]),
        ("https://xn--0.example/", ["xn--0"]),
    ],
)
def test_the_preview_warns_of_addresses_that_deceive(target: str, about: list[str]) -> None:
    warnings = warnings_about(target)
    assert len(warnings) == len(about)
    assert all(part in warning for part, warning in zip(about, warnings, strict=True))


def test_a_preview_without_a_target_shows_none() -> None:
    page = preview_page(code="abc", target="", title="", created_at=0)
    assert "protected by a password" in page
    assert "1970-01-01" in page


def test_X7_requests_around_the_edge_are_refused_unread() -> None:
    for secret in ("", "wrong", ORIGIN_SECRET[:-1], ORIGIN_SECRET + "x", "ключ"):
        function, inner = edge(OUTCOMES[0], [])
        event = http_event("GET", "/abc", edge=edge_headers(secret=secret))
        given = function(event)
        assert given["statusCode"] == 403
        assert json.loads(str(given["body"]))["error"]["code"] == "around_the_edge"
        assert inner.visits == []


def test_X7_an_unset_secret_admits_nobody() -> None:
    function, _ = edge(OUTCOMES[0], [], secret=lambda: "")
    assert function(http_event("GET", "/abc", edge={"x-triptych-origin": ""}))["statusCode"] == 403


def test_the_secret_is_read_once_and_a_changed_one_seen_within_a_minute() -> None:
    clock, reads = FakeMonotonic(), []

    def secret() -> str:
        reads.append(1)
        return ["old", "new"][min(len(reads), 2) - 1]

    guard = OriginGuard(secret=secret, clock=clock)
    assert [guard.admits("old"), guard.admits("old"), guard.admits("new")] == [True, True, False]
    assert len(reads) == 1
    clock.advance(60)
    assert [guard.admits("new"), guard.admits("old")] == [True, False]
    assert len(reads) == 2


def test_only_a_secret_that_is_none_is_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever goes around the edge sends none: then nobody has to be told."""
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "triptych-dev-links-redirect")
    guard = OriginGuard(secret=lambda: "right")
    assert [guard.admits(given) for given in ("right", "", "wrong")] == [True, False, False]
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert (told["function"], told["OriginRefused"]) == ("triptych-dev-links-redirect", 1.0)


class Turned:
    """A secret as Secrets Manager has it, and the guard of a sandbox that is long there."""

    def __init__(self) -> None:
        self.clock, self.versions = FakeMonotonic(), ["old", ""]
        self.guard = self.sandbox()
        assert self.guard.admits("old")

    def sandbox(self) -> OriginGuard:
        return OriginGuard(
            secret=lambda: self.versions[0], before=lambda: self.versions[1], clock=self.clock
        )


def test_X7_while_the_secret_turns_both_are_admitted_at_every_moment() -> None:
    """Some edges send the new one already, sandboxes are old and new; then only the new one is."""
    turned = Turned()
    turned.guard.admits("forged")  # somebody tried a moment before
    turned.versions = ["new", "old"]
    assert turned.guard.admits("old")
    fresh = turned.sandbox()
    assert [fresh.admits(each) for each in ("new", "old", "new")] == [True, True, True]
    turned.clock.advance(360)
    for sandbox in (turned.guard, fresh, turned.sandbox()):
        for given in ("new", "old", "new", "old"):
            assert sandbox.admits(given)
            assert not sandbox.admits("forged")
            turned.clock.advance(1)
    turned.versions = ["new", ""]
    turned.clock.advance(60)
    for sandbox in (turned.guard, fresh):
        sandbox.admits("forged")
        assert [sandbox.admits(each) for each in ("new", "old")] == [True, False]


def test_X4_unavailable_is_503_with_a_time_to_retry() -> None:
    function, _ = edge(Unavailable(headers={"Retry-After": "1"}), [])
    given: Any = function(http_event("GET", "/abc"))
    assert (given["statusCode"], given["headers"]["retry-after"]) == (503, "1")


def test_an_unexpected_error_is_a_500_that_says_nothing_of_the_inside() -> None:
    lines: list[str] = []
    function, _ = edge(RuntimeError("the secret inside"), lines)
    given = function(http_event("GET", "/abc", headers={"accept": PAGE}))
    assert given["statusCode"] == 500
    assert "secret inside" not in str(given["body"])
    assert any("RuntimeError" in line for line in lines)


def test_X14_the_line_has_metrics_and_nothing_of_the_visitor() -> None:
    lines: list[str] = []
    function, _ = edge(OUTCOMES[0], lines)
    function(
        http_event(
            "GET", "/abc", query="token=t0ps3cret", headers={"referer": "https://r.example/"}
        )
    )
    [line] = lines
    fields = json.loads(line)
    assert (fields["status"], fields["tier"], fields["Redirects"]) == (302, "cache", 1.0)
    assert fields["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [
        {"Name": "Redirects", "Unit": "Count"}
    ]
    for secret in ("203.0.113", "Firefox", "t0ps3cret", "r.example", ORIGIN_SECRET):
        assert secret not in line


def test_sampled_lines_count_for_those_that_left_none_and_failures_always_do() -> None:
    lines: list[str] = []
    log = RedirectLog(sample=0.25, write=lines.append, now=lambda: 0.0, chance=lambda: 0.2)
    log.answered(request_id="r", code="c", status=302, tier="cache")
    quiet = RedirectLog(sample=0.25, write=lines.append, now=lambda: 0.0, chance=lambda: 0.3)
    quiet.answered(request_id="r", code="c", status=302, tier="cache")
    quiet.answered(request_id="r", code="c", status=503, tier="")
    assert [json.loads(line).get("Redirects") for line in lines] == [4.0, None]
    assert json.loads(lines[1])["Failures"] == 1.0


def test_every_refusal_has_a_status() -> None:
    codes = {value.code for value in vars(redirecting).values() if isinstance(value, Refused)}
    assert codes <= set(STATUS)
    assert TooManyAttempts.code in STATUS
