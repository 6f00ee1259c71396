"""A visitor's side: where a link leads, byte for byte, and what stops it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest

from tests.e2e.people import Person
from tests.e2e.visiting import SCRIPT, Visitor
from tests.e2e.waiting import eventually

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


def soon_over(ada: Person, visitor: Visitor) -> tuple[str, datetime]:
    """A link that was followed, so that caches know it, and when it expires.

    In a moment; only on a machine that is too slow for that, where it is over before, later.
    """
    for seconds in (4, 60):
        expires = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=seconds)
        wanted = {"url": "https://example.com/", "expiresAt": f"{expires:%Y-%m-%dT%H:%M:%SZ}"}
        made = ada.api.asks("POST", "/api/shorten", body=wanted)
        if made.status == 201:
            code = made.json["shortCode"]
            if visitor.gets(f"/{code}").status == 302:
                return code, expires
        assert datetime.now(UTC) >= expires, made.body  # else it should have been followed
    raise AssertionError("a link that lives for a minute was never followed")


def test_L3_a_link_is_gone_from_the_second_it_expires(ada: Person, visitor: Visitor) -> None:
    code, expires = soon_over(ada, visitor)
    seen: list[tuple[datetime, int]] = []

    def visit() -> int:
        before = datetime.now(UTC)
        status = visitor.gets(f"/{code}").status
        seen.append((before, status))
        return status

    eventually(visit, until=lambda status: status == 410, within=120)
    assert visitor.sending(User_Agent=SCRIPT).gets(f"/{code}").code == "link_expired"
    assert [at for at, status in seen if at >= expires and status != 410] == []


def test_L4_after_an_edit_the_new_target_is_served(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens("https://example.com/old")
    for _ in range(3):
        assert visitor.gets(f"/{code}").location == "https://example.com/old"
    ada.ok("PATCH", f"/api/urls/{code}", {"url": "https://example.com/new"})
    eventually(
        lambda: visitor.gets(f"/{code}").headers.get("location"),
        until=lambda location: location == "https://example.com/new",
    )


def test_L4_no_racing_reader_puts_the_old_target_back(ada: Person, visitor: Visitor) -> None:
    """What four readers put into the cache meanwhile is never an old target: it would stay there.

    A sandbox may answer from its own memory for five seconds more, so one that was quiet meanwhile
    may still say the old target once; visits are repeated until no sandbox does.
    """
    code = ada.shortens("https://example.com/0")
    stop = Event()

    def reads() -> None:
        while not stop.is_set():
            visitor.gets(f"/{code}")

    def all_lead_to(target: str) -> None:
        eventually(
            lambda: {visitor.gets(f"/{code}").headers.get("location") for _ in range(30)},
            until=lambda seen: seen == {target},
        )

    with ThreadPoolExecutor(4) as crowd:
        readers = [crowd.submit(reads) for _ in range(4)]
        try:
            for n in range(1, 4):
                target = f"https://example.com/{n}"
                ada.ok("PATCH", f"/api/urls/{code}", {"url": target})
                all_lead_to(target)
        finally:
            stop.set()
    assert [reader.exception() for reader in readers] == [None] * 4
    all_lead_to("https://example.com/3")


def test_L4b_the_edge_does_not_remember_an_error(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens()
    ada.ok("PATCH", f"/api/urls/{code}", {"enabled": False})
    gone = eventually(lambda: visitor.gets(f"/{code}"), until=lambda answer: answer.status == 410)
    assert "no-store" in gone.headers["cache-control"]
    ada.ok("PATCH", f"/api/urls/{code}", {"enabled": True})
    eventually(lambda: visitor.gets(f"/{code}").status, until=lambda status: status == 302)
    missing = visitor.gets("/nosuchcode")
    assert missing.status == 404
    assert "no-store" in missing.headers["cache-control"]


def test_a_deleted_link_is_gone_and_its_code_is_not_given_again(
    ada: Person, grace: Person, visitor: Visitor
) -> None:
    alias = f"once-{ada.username}"
    ada.shortens(customAlias=alias)
    assert visitor.gets(f"/{alias}").status == 302
    ada.ok("DELETE", f"/api/urls/{alias}")
    eventually(lambda: visitor.gets(f"/{alias}").status, until=lambda status: status == 410)
    taken = grace.api.asks(
        "POST", "/api/shorten", body={"url": "https://example.com/", "customAlias": alias}
    )
    assert (taken.status, taken.code) == (409, "alias_taken")


def test_an_unknown_code_is_404_in_our_own_words(visitor: Visitor) -> None:
    answer = visitor.sending(User_Agent=SCRIPT).gets("/zzzzzz9")
    assert (answer.status, answer.code) == (404, "link_not_found")
    assert answer.json["requestId"]
    page = visitor.gets("/zzzzzz9")
    assert page.status == 404
    assert page.headers["content-type"].startswith("text/html")


def test_a_banned_link_is_451_everywhere(ada: Person, admin: Person, visitor: Visitor) -> None:
    """Each sandbox remembers a link for five seconds, so one answer is not all answers."""
    code = ada.shortens()

    def seen_by_some() -> set[int]:
        return {visitor.gets(f"/{code}").status for _ in range(8)}

    assert seen_by_some() == {302}
    admin.ok("POST", f"/api/admin/urls/{code}/ban")
    eventually(seen_by_some, until=lambda seen: seen == {451})
    assert ada.api.asks("PATCH", f"/api/urls/{code}", body={"enabled": True}).status in {200, 403}
    eventually(seen_by_some, until=lambda seen: seen == {451})
    assert ada.ok("GET", f"/api/urls/{code}").json["status"] == "banned"
    admin.ok("DELETE", f"/api/admin/urls/{code}/ban")
    eventually(seen_by_some, until=lambda seen: seen == {302})


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


def test_a_fallback_takes_over_when_the_link_is_switched_off(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens(fallbackUrl="https://example.com/fallback")
    ada.ok("PATCH", f"/api/urls/{code}", {"enabled": False})
    eventually(
        lambda: visitor.gets(f"/{code}").headers.get("location"),
        until=lambda location: location == "https://example.com/fallback",
    )


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


FORM = "application/x-www-form-urlencoded"


def test_L12_a_password_is_asked_for_and_a_wrong_one_is_401_and_no_click(
    ada: Person, visitor: Visitor
) -> None:
    code = ada.shortens("https://example.com/secret", password="open sesame")
    script = visitor.sending(User_Agent=SCRIPT)
    asked = script.gets(f"/{code}")
    assert (asked.status, asked.code) == (401, "password_required")
    assert b"https://example.com/secret" not in asked.body
    form = visitor.sending(Content_Type=FORM)
    guess = form.sending(User_Agent=SCRIPT)
    # Where the cache is too slow for a moment nobody's attempts can be counted: 503, come again.
    wrong = eventually(
        lambda: guess.asks("POST", f"/{code}", raw=b"password=wrong"),
        until=lambda answer: answer.status != 503,
    )
    assert (wrong.status, wrong.code) == (401, "password_wrong")
    right = eventually(
        lambda: form.asks("POST", f"/{code}", raw=b"password=open+sesame"),
        until=lambda answer: answer.status != 503,
    )
    assert 300 <= right.status < 400
    assert right.location == "https://example.com/secret"
    seen = eventually(
        lambda: ada.ok("GET", f"/api/stats/{code}").json,
        until=lambda stats: stats["totalClicks"] >= 1,
    )
    assert seen["totalClicks"] == 1


def test_L12_passwords_cannot_be_guessed_without_end(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens(password="open sesame")
    form = visitor.sending(Content_Type=FORM)
    answers = [form.asks("POST", f"/{code}", raw=b"password=%d" % n) for n in range(40)]
    statuses = [answer.status for answer in answers]
    assert 429 in statuses
    refused = answers[statuses.index(429)]
    assert int(refused.headers["retry-after"]) > 0
    # As above: 503 where the cache is too slow for a moment.
    right = eventually(
        lambda: form.asks("POST", f"/{code}", raw=b"password=open+sesame").status,
        until=lambda status: status != 503,
    )
    assert right == 429


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
