"""Whatever path and method somebody tries, the answer is ours and not the gateway's."""

import pytest

from tests.e2e.visiting import Visitor


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("DELETE", "/", 405, "method_not_allowed"),
        ("PUT", "/aB3xY7q", 405, "method_not_allowed"),
        ("DELETE", "/aB3xY7q", 405, "method_not_allowed"),
        ("OPTIONS", "/aB3xY7q", 405, "method_not_allowed"),
        ("OPTIONS", "/api/shorten", 405, "method_not_allowed"),
        ("PUT", "/api/shorten", 405, "method_not_allowed"),
        ("DELETE", "/a/b/c", 404, "not_found"),
        ("OPTIONS", "/api/nowhere", 404, "not_found"),
        ("PATCH", "/api/nowhere", 404, "not_found"),
    ],
)
def test_what_nothing_takes_is_refused_in_our_words(
    method: str, path: str, status: int, error: str, visitor: Visitor
) -> None:
    answer = visitor.asks(method, path)
    assert (answer.status, answer.code) == (status, error)
    assert answer.json["requestId"]
    assert (status == 405) == ("allow" in answer.headers)


def test_the_root_leads_somewhere(visitor: Visitor) -> None:
    answer = visitor.gets("/")
    assert answer.status == 302
    assert visitor.gets(answer.headers["location"]).status == 200


def test_X9_bytes_that_are_no_utf8_are_refused(visitor: Visitor) -> None:
    """The gateway has replaced them by the time anybody can look."""
    path = "/api/urls/aB3xY7q/report"
    for raw in (b'{"reason": "spam", "note": "\xff"}', b'{"reason": "spam", "note": "\xf0\x9f"}'):
        for kind in ("application/json", "application/octet-stream"):
            answer = visitor.asks("POST", path, raw=raw, headers={"Content-Type": kind})
            assert (answer.status, answer.code) == (400, "bad_request")
