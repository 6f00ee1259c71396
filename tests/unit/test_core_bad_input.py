"""X9: whatever is sent, the answer is a 4xx that names the field, and no operation ran."""

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from contracts.http import Raw, Route
from contracts.http.models import PageQuery, Request, Timestamp
from core.http.api import build
from core.http.guard import Guard
from core.http.messages import Call, Reply
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body


class Part(Request):
    target: str = Field(max_length=20)
    share: float = 1.0


class NewThing(Request):
    url: str
    parts: tuple[Part, ...] = ()
    max_clicks: int | None = Field(default=None, ge=1)
    enabled: bool = True
    ends_at: Timestamp | None = None


MAKE = Route(
    method="POST",
    path="/api/things",
    operation="make",
    summary="",
    tag="t",
    scope="links:write",
    request=NewThing,
    query=PageQuery,
    responses={201: None},
)
TAKE = Route(
    method="POST",
    path="/api/take",
    operation="take",
    summary="",
    tag="t",
    scope="links:write",
    request=Raw("text/csv"),
    responses={204: None},
    max_body=1000,
)

calls: list[Call] = []


def remember(call: Call) -> Reply:
    calls.append(call)
    return Reply(status=201)


handle = build(
    routes=(MAKE, TAKE),
    operations={"make": remember, "take": remember},
    guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
)


def post(
    raw: str, *, query: str = "", is_base64: bool = False, path: str = "/api/things"
) -> dict[str, Any]:
    calls.clear()
    return handle(
        http_event(
            "POST", path, raw_body=raw, query=query, is_base64=is_base64, authorizer=claims()
        ),
        None,
    )


def refused(answer: dict[str, Any]) -> tuple[int, list[str]]:
    """The status and the paths it names."""
    assert calls == []
    error = json_body(answer)["error"]
    return answer["statusCode"], [field["path"] for field in error["details"]["fields"]]


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({}, ["url"]),
        ({"url": 5}, ["url"]),
        ({"url": None}, ["url"]),
        ({"url": ["u"]}, ["url"]),
        ({"url": "u", "maxClicks": "5"}, ["maxClicks"]),
        ({"url": "u", "maxClicks": 1.5}, ["maxClicks"]),
        ({"url": "u", "maxClicks": True}, ["maxClicks"]),
        ({"url": "u", "maxClicks": 0}, ["maxClicks"]),
        ({"url": "u", "enabled": "yes"}, ["enabled"]),
        ({"url": "u", "endsAt": 1795459200}, ["endsAt"]),
        ({"url": "u", "endsAt": "2026-12-31T23:59:59"}, ["endsAt"]),
        ({"url": "u", "endsAt": "tomorrow"}, ["endsAt"]),
        ({"url": "u", "endsAt": "0001-01-01T00:00:00+23:00"}, ["endsAt"]),
        ({"url": "u", "max_clicks": 5, "surprise": 1}, ["surprise"]),
        ({"url": "u", "parts": [{"target": "t"}, {"target": 5}]}, ["parts.1.target"]),
        ({"url": "u", "parts": [{"target": "x" * 21}]}, ["parts.0.target"]),
        ({"url": "u", "parts": {"target": "t"}}, ["parts"]),
        ([], ["body"]),
        ("text", ["body"]),
        (None, ["body"]),
        (1, ["body"]),
    ],
)
def test_X9_wrong_types_are_422_with_the_path(body: object, paths: list[str]) -> None:
    assert refused(post(json.dumps(body))) == (422, paths)


@pytest.mark.parametrize(
    "raw",
    [
        "{",
        '{"url": "u",}',
        "url=u",
        '{"url": "\\ud800"}',
        '{"url": "\\udc00x"}',
        '{"url": "a\u0000b"}',
        '{"\\ud800": "u"}',
        "[" * 100_000,
        '{"url":' * 30_000,
        '{"url": "\ud800"}',
        "\ufeff{}",
    ],
)
def test_X9_what_is_no_json_is_400(raw: str) -> None:
    assert refused(post(raw)) == (400, ["body"])


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        ('{"url": "a\\u0000b"}', "url"),
        ('{"url": "u", "parts": [{"target": "\\u0000"}]}', "parts.0.target"),
        ('{"url": "u", "\\u0000": 1}', "body"),
    ],
)
def test_X9_nul_is_422_where_it_is(raw: str, path: str) -> None:
    assert refused(post(raw)) == (422, [path])


NOT_UTF8 = [
    b'{"url": "a\xff"}',
    b'{"url": "\xf0\x9f\x98"}',
    b'{"url": "\xed\xa0\x80"}',
    b"a,\xe4\n",
]


@pytest.mark.parametrize("raw", NOT_UTF8)
@pytest.mark.parametrize("path", ["/api/things", "/api/take"])
def test_X9_invalid_utf8_is_400_and_never_stored_as_something_else(path: str, raw: bytes) -> None:
    """A gateway hands on text with U+FFFD in place of the bytes, or all of it as base64."""
    replaced = raw.decode(errors="replace")
    assert refused(post(replaced, path=path)) == (400, ["body"])
    encoded = base64.b64encode(raw).decode()
    assert refused(post(encoded, is_base64=True, path=path)) == (400, ["body"])


def test_the_replacement_character_itself_can_be_sent() -> None:
    post('{"url": "\\ufffd"}')
    assert calls[0].body_as(NewThing).url == "\ufffd"
    post(base64.b64encode('{"url": "\ufffd"}'.encode()).decode(), is_base64=True)
    assert calls[0].body_as(NewThing).url == "\ufffd"


def test_X9_invalid_base64_is_400() -> None:
    assert refused(post("no base64!", is_base64=True)) == (400, ["body"])
    assert refused(post("é", is_base64=True)) == (400, ["body"])


def test_a_base64_body_is_decoded() -> None:
    assert post(base64.b64encode(b'{"url": "u"}').decode(), is_base64=True)["statusCode"] == 201
    assert calls[0].body_as(NewThing).url == "u"


def test_X9_a_body_over_the_routes_limit_is_413() -> None:
    assert refused(post('{"url": "' + "x" * 256 * 1024 + '"}')) == (413, ["body"])
    assert refused(post("x" * 1001, path="/api/take")) == (413, ["body"])
    encoded = base64.b64encode(b"x" * 1001).decode()
    assert refused(post(encoded, is_base64=True, path="/api/take")) == (413, ["body"])
    assert refused(post("é" * 501, path="/api/take")) == (413, ["body"])


def test_a_body_of_exactly_the_limit_is_taken() -> None:
    encoded = base64.b64encode(b"x" * 1000).decode()
    assert post(encoded, is_base64=True, path="/api/take")["statusCode"] == 201
    assert calls[0].raw == b"x" * 1000


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ("limit=x", "limit"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1e3", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("limit=1&limit=2", "limit"),
        ("cursor=a&cursor=b&cursor=c", "cursor"),
        ("cursor=" + "x" * 1025, "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=%ff", "query"),
        ("&".join(f"a{n}=1" for n in range(101)), "query"),
    ],
)
def test_X9_bad_query_parameters_are_422_with_their_name(query: str, path: str) -> None:
    assert refused(post('{"url": "u"}', query=query)) == (422, [path])


def test_unknown_query_parameters_are_ignored() -> None:
    assert post('{"url": "u"}', query="utm_source=mail&fbclid=1")["statusCode"] == 201


def test_error_texts_never_repeat_what_was_sent() -> None:
    answer = post(json.dumps({"url": 5, "maxClicks": "hunter2", "enabled": "hunter2"}))
    assert "hunter2" not in answer["body"]


def test_at_most_twenty_problems_are_named() -> None:
    status, paths = refused(post(json.dumps({"url": "u", "parts": [{}] * 500})))
    assert status == 422
    assert len(paths) == 20


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
things = st.fixed_dictionaries(
    {},
    optional={
        "url": anything,
        "parts": anything | st.lists(st.fixed_dictionaries({"target": anything})),
        "maxClicks": anything,
        "enabled": anything,
        "endsAt": anything | st.datetimes().map(str),
    },
)


@given(body=things | anything)
def test_X9_no_json_makes_a_5xx(body: object) -> None:
    assert 200 < post(json.dumps(body))["statusCode"] < 500


@given(raw=st.binary(max_size=200))
def test_X9_no_bytes_make_a_5xx(raw: bytes) -> None:
    assert 200 < post(base64.b64encode(raw).decode(), is_base64=True)["statusCode"] < 500


@given(raw=st.text(max_size=200), query=st.text(max_size=200), is_base64=st.booleans())
def test_X9_no_text_and_no_query_make_a_5xx(raw: str, query: str, is_base64: bool) -> None:
    answer = post(raw, query=query, is_base64=is_base64)
    assert 200 < answer["statusCode"] < 500


@given(tail=st.text(alphabet=st.characters(exclude_categories=()), max_size=50))
def test_X9_no_path_makes_a_5xx(tail: str) -> None:
    answer = handle(http_event("GET", f"/api/things{tail}", authorizer=claims()), None)
    assert 200 <= answer["statusCode"] < 500
