"""A visitor's side: where a link leads, byte for byte, and for whom."""

import pytest

from tests.e2e.people import Person
from tests.e2e.visiting import Visitor

# ASCII targets: stored and sent as they are.
CORPUS = [
    "http://example.com",
    "https://example.com/",
    "https://EXAMPLE.com/UPPER/Path",
    "https://example.com/a%26b%2Fc%20d%7E?q=%C3%A4",
    "https://example.com/path#fragment-%23",
    "https://example.com/?a=1&a=2&a=1&b=&c",
    "https://example.com/search?q=one+two%2Bthree",
    "https://example.com:8443/a//b/../c/./d",
    "https://example.com/?u=https://other.example/%3Fx%3D1%26y%3D2#/route?z=1",
    "https://example.com/(parens)/[brackets]/{braces}|pipe^caret`tick'quote",
    "https://xn--mnchen-3ya.example/",
    "https://example.com/~user/;params=1,2;x=@:!$*",
    "https://example.com/?utm_source=a&utm_medium=b%",
]
# Others: as punycode and percent-encoding, which browsers make of them too.
TRANSLATED = {
    "https://münchen.example/straße?q=grün": (
        "https://xn--mnchen-3ya.example/stra%C3%9Fe?q=gr%C3%BCn"
    ),
    "https://example.com/日本語#見出し": (
        "https://example.com/%E6%97%A5%E6%9C%AC%E8%AA%9E#%E8%A6%8B%E5%87%BA%E3%81%97"
    ),
    "https://example.com/😀": "https://example.com/%F0%9F%98%80",
}


@pytest.mark.parametrize("target", CORPUS)
def test_L1_location_is_what_was_stored_byte_for_byte(
    target: str, ada: Person, visitor: Visitor
) -> None:
    made = ada.ok("POST", "/api/shorten", {"url": target}).json
    answer = visitor.gets(f"/{made['shortCode']}")
    assert (answer.status, answer.location) == (302, target)
    assert made["originalUrl"] == target


def test_L1_a_target_of_2048_characters_arrives_whole(ada: Person, visitor: Visitor) -> None:
    target = "https://example.com/".ljust(2048, "x")
    assert visitor.gets(f"/{ada.shortens(target)}").location == target


@pytest.mark.parametrize("target", TRANSLATED)
def test_L1_other_characters_become_punycode_and_percent_encoding(
    target: str, ada: Person, visitor: Visitor
) -> None:
    assert visitor.gets(f"/{ada.shortens(target)}").location == TRANSLATED[target]


def test_L2_a_code_asked_for_before_it_existed_works_at_once(ada: Person, visitor: Visitor) -> None:
    alias = f"early-{ada.username}"
    assert visitor.gets(f"/{alias}").status == 404
    assert visitor.gets(f"/{alias}").status == 404
    ada.shortens(customAlias=alias)
    assert visitor.gets(f"/{alias}").status == 302


def test_L7_head_redirects_like_get(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens("https://example.com/head")
    answer = visitor.asks("HEAD", f"/{code}")
    assert (answer.status, answer.location) == (302, "https://example.com/head")
    assert answer.body == b""


def test_L13_a_trailing_slash_changes_nothing(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens("https://example.com/slash")
    assert visitor.gets(f"/{code}/").location == "https://example.com/slash"


def test_L13_the_query_is_forwarded_only_where_the_link_says_so(
    ada: Person, visitor: Visitor
) -> None:
    quiet = ada.shortens("https://example.com/a?b=1")
    forwarding = ada.shortens("https://example.com/a?b=1#end", forwardQuery=True)
    assert visitor.gets(f"/{quiet}?x=1&y=%26").location == "https://example.com/a?b=1"
    forwarded = visitor.gets(f"/{forwarding}?x=1&y=%26").location
    assert forwarded == "https://example.com/a?b=1&x=1&y=%26#end"


def test_an_alias_is_matched_in_any_case(ada: Person, visitor: Visitor) -> None:
    ada.shortens("https://example.com/case", customAlias=f"MiXeD-{ada.username}")
    assert visitor.gets(f"/mixed-{ada.username.upper()}").location == "https://example.com/case"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_the_owner_chooses_the_redirect_status(status: int, ada: Person, visitor: Visitor) -> None:
    code = ada.shortens(redirectStatus=status)
    assert visitor.gets(f"/{code}").status == status


def test_a_preview_shows_the_target_and_does_not_go_there(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens("https://example.com/preview", title="<b>Hello</b>")
    page = visitor.gets(f"/{code}+", Accept="text/html")
    assert page.status == 200
    assert "location" not in page.headers
    assert b"https://example.com/preview" in page.body
    assert b"&lt;b&gt;Hello&lt;/b&gt;" in page.body
    assert b"<b>Hello" not in page.body


def test_rules_send_some_visitors_elsewhere(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens(
        "https://example.com/all",
        rules=[{"url": "https://example.com/de", "languages": ["de"]}],
    )
    assert visitor.gets(f"/{code}").location == "https://example.com/all"
    german = visitor.sending(Accept_Language="de-CH,de;q=0.9")
    assert german.gets(f"/{code}").location == "https://example.com/de"


def test_qr_codes_hold_the_short_url(ada: Person) -> None:
    code = ada.shortens()
    svg = ada.api.gets(f"/api/urls/{code}/qr.svg")
    assert svg.status == 200
    assert svg.headers["content-type"].startswith("image/svg+xml")
    assert b"<svg" in svg.body
    png = ada.api.gets(f"/api/urls/{code}/qr.png")
    assert png.status == 200
    assert png.headers["content-type"] == "image/png"
    assert png.body.startswith(b"\x89PNG\r\n\x1a\n")
