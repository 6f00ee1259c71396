"""Reading a request, and the click it leaves behind."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.events import UrlClicked
from core.http.incoming import truncated
from links.redirect.visits import (
    Visit,
    VisitorKey,
    click_of,
    code_of,
    country_of,
    network_of,
    password_in,
    referrer_of,
    wants_html,
)
from tests.builders import http_event

DAY = 86_400_000


def visit_of(path: str = "/abc1234", **more: Any) -> Visit:
    return Visit.of(http_event("GET", path, **more))


@pytest.mark.parametrize(
    ("path", "code", "preview"),
    [
        ("/abc1234", "abc1234", False),
        ("/abc1234/", "abc1234", False),
        ("/abc1234+", "abc1234", True),
        ("/abc1234%2B", "abc1234", True),
        ("/abc1234+/", "abc1234", True),
        ("/a_b-C", "a_b-C", False),
        ("/", "", False),
        ("", "", False),
        ("//", "", False),
        ("/a/b", "", False),
        ("/a b", "", False),
        ("/robots.txt", "", False),
        ("/~promo", "", False),
        ("/#ids", "", False),
        ("/" + "a" * 51, "", False),
        ("/\uff41\uff50\uff50", "", False),
        ("/a\0", "", False),
    ],
)
def test_L13_the_code_is_the_one_segment_of_the_path(path: str, code: str, preview: bool) -> None:
    assert code_of(path) == (code, preview)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7:4711", "198.51.100.0/24"),
        ("2001:db8:aa:bb::1:4711", "2001:db8:aa::/48"),
        ("[2001:db8:aa:bb::1]:4711", "2001:db8:aa::/48"),
        ("::ffff:198.51.100.7:4711", "198.51.100.0/24"),
        ("", ""),
        ("nonsense", ""),
        ("999.1.1.1:80", ""),
        ("\0:1", ""),
    ],
)
def test_X14_of_an_address_only_its_network_is_kept(address: str, network: str) -> None:
    assert network_of(address) == network


@given(st.ip_addresses().map(str), st.integers(1, 65535))
def test_the_network_is_the_same_as_in_the_rest_of_the_api(address: str, port: int) -> None:
    assert network_of(f"{address}:{port}") == truncated(f"{address}:{port}")


@pytest.mark.parametrize(
    ("header", "country"),
    [("DE", "DE"), ("de", "DE"), ("UK", "GB"), ("GB", "GB"), ("", ""), ("XXX", ""), ("1A", "")],
)
def test_countries_are_iso_and_the_united_kingdom_is_gb(header: str, country: str) -> None:
    assert country_of(header) == country


@pytest.mark.parametrize(
    ("header", "referrer"),
    [
        ("https://www.Example.com/secret?token=1", "example.com"),
        ("https://news.ycombinator.com/", "news.ycombinator.com"),
        ("android-app://com.slack/", "com.slack"),
        ("https://user:pw@example.com:8443/", "example.com"),
        ("http://[::1", ""),
        ("<script>", ""),
        ("https://exa<b>mple/", ""),
        ("https://" + "a" * 300 + ".com/", ""),
        ("", ""),
    ],
)
def test_of_a_referrer_only_the_host_is_kept(header: str, referrer: str) -> None:
    assert referrer_of(header) == referrer


def test_X7_headers_a_client_can_send_say_nothing_about_the_viewer() -> None:
    forged = {
        "x-forwarded-for": "192.0.2.1",
        "x-forwarded-host": "evil.example",
        "forwarded": "for=192.0.2.1",
        "x-real-ip": "192.0.2.1",
        "cf-ipcountry": "FR",
    }
    assert visit_of(headers=forged) == visit_of()
    assert visit_of(headers=forged).country == "DE"
    assert visit_of(headers=forged).network == "203.0.113.0/24"


def test_X14_nothing_of_the_address_is_in_the_click() -> None:
    visit = visit_of()
    click = click_of(
        visit, code="abc1234", at=1, visitor=VisitorKey(salt=lambda: "s").name(visit, 1)
    )
    assert "203.0.113" not in click.record


@given(
    agent=st.text(max_size=700),
    referrer=st.text(max_size=300),
    language=st.text(max_size=60),
    at=st.integers(0, 2**45),
)
def test_the_record_is_the_event_of_the_contract(
    agent: str, referrer: str, language: str, at: int
) -> None:
    headers = {"user-agent": agent, "referer": referrer, "accept-language": language}
    visit = visit_of(headers=headers, request_id="r-1")
    click = click_of(visit, code="abc1234", at=at, visitor="0123456789abcdef")
    event = UrlClicked.model_validate_json(click.record)
    assert (event.id, event.at, event.code) == (click.id, at, "abc1234")
    assert len(event.user_agent) <= 512
    assert event.user_agent == visit.user_agent
    assert set(json.loads(click.record)) == set(event.model_dump(by_alias=True))


@pytest.mark.parametrize(
    ("accept", "agent", "html"),
    [
        ("text/html,*/*", "curl/8", True),
        ("application/json", "Mozilla/5.0", False),
        ("*/*", "Mozilla/5.0", False),
        ("", "Mozilla/5.0 (X11; Linux)", True),
        ("", "curl/8", False),
        ("", "", False),
    ],
)
def test_browsers_get_pages_also_where_the_cdn_drops_accept(
    accept: str, agent: str, html: bool
) -> None:
    assert wants_html(accept, agent) is html


def test_the_event_id_is_64_bits_of_the_request_id() -> None:
    def event_id(request_id: str) -> str:
        return click_of(visit_of(request_id=request_id), code="c", at=1, visitor="").id

    assert event_id("a") == event_id("a") != event_id("b")
    assert 0 <= int(event_id("a"), 16) < 2**64
    assert len(event_id("a")) == 16


def test_a_visitor_has_one_name_a_day_and_another_the_next() -> None:
    key = VisitorKey(salt=lambda: "salt")
    visit = visit_of()
    same_agent = {"user-agent": visit.user_agent}
    neighbour = visit_of(edge={"cloudfront-viewer-address": "203.0.113.99:1", **same_agent})
    assert key.name(visit, 5) == key.name(visit, DAY - 1) == key.name(neighbour, 5)
    assert key.name(visit, DAY) != key.name(visit, 5)
    assert key.name(visit_of(edge=same_agent), 5) != key.name(visit, 5)
    assert VisitorKey(salt=lambda: "other").name(visit, 5) != key.name(visit, 5)


@pytest.mark.parametrize(
    ("form", "password"),
    [
        (b"password=open+sesame", "open sesame"),
        (b"a=1&password=%C3%A9", "é"),
        (b"password=", ""),
        (b"", ""),
        (b"\xff\xfe", ""),
        (b"&".join(b"a=1" for _ in range(50)), ""),
    ],
)
def test_the_password_is_a_field_of_the_form(form: bytes, password: str) -> None:
    assert password_in(form) == password
