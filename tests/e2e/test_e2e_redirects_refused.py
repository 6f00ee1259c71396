"""What stops a visitor: links that ended, changed meanwhile, or want a password."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

from tests.e2e.people import Person
from tests.e2e.visiting import SCRIPT, Visitor
from tests.e2e.waiting import eventually


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


def test_a_fallback_takes_over_when_the_link_is_switched_off(ada: Person, visitor: Visitor) -> None:
    code = ada.shortens(fallbackUrl="https://example.com/fallback")
    ada.ok("PATCH", f"/api/urls/{code}", {"enabled": False})
    eventually(
        lambda: visitor.gets(f"/{code}").headers.get("location"),
        until=lambda location: location == "https://example.com/fallback",
    )


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
