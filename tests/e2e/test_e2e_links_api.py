"""An owner's side: what is refused and why, lists, bulk, CSV, repeated requests."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.people import Person
from tests.e2e.visiting import Answer, Visitor

TARGET = "https://example.com/there"


def shorten(person: Person, **body: object) -> Answer:
    return person.api.asks("POST", "/api/shorten", body={"url": TARGET, **body})


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "ftp://example.com/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::1]/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://\uff11\uff12\uff17.0.0.1/",
        "https://user:password@example.com/",
        "https://example.com/\x01",
        "https://example.com/a b\nc",
        "//example.com/",
        "not an address",
        "",
    ],
)
def test_L11_targets_that_are_refused_name_the_field(target: str, ada: Person) -> None:
    answer = shorten(ada, url=target)
    assert answer.status == 422
    assert answer.json["error"]["details"]["fields"][0]["path"] == "url"


def test_L11_our_own_host_is_refused_in_any_spelling(ada: Person) -> None:
    own = ada.behind.stack.url
    for target in (own, own + "/abc", own.upper().replace("HTTP:", "http:"), own + "./x"):
        assert shorten(ada, url=target).status == 422, target


@pytest.mark.parametrize(
    "alias",
    [
        "api",
        "API",
        "login",
        "Login",
        "admin",
        "help",
        "static",
        "app",
        "\uff41\uff50\uff50",
        "robots.txt",
    ],
)
def test_L6_reserved_aliases_are_refused_in_any_spelling(alias: str, ada: Person) -> None:
    answer = shorten(ada, customAlias=alias)
    assert answer.status == 422
    assert answer.json["error"]["code"] in {"alias_reserved", "alias_invalid"} or (
        answer.json["error"]["details"]["fields"][0]["path"] == "customAlias"
    )


@pytest.mark.parametrize("alias", ["ab", "x" * 51, "with space", "umläut", "a/b", "a+b"])
def test_aliases_have_3_to_50_plain_characters(alias: str, ada: Person) -> None:
    assert shorten(ada, customAlias=alias).status == 422


def test_L6_of_two_creators_of_one_alias_one_gets_it(ada: Person, grace: Person) -> None:
    alias = f"race-{ada.username}"
    spellings = [alias, alias.upper()] * 4
    with ThreadPoolExecutor(8) as crowd:
        answers = list(
            crowd.map(
                lambda pair: shorten(pair[0], customAlias=pair[1]),
                zip([ada, grace] * 4, spellings, strict=True),
            )
        )
    assert sorted(answer.status for answer in answers) == [201] + [409] * 7


def test_an_expiry_in_the_past_is_refused(ada: Person) -> None:
    answer = shorten(ada, expiresAt="2020-01-01T00:00:00Z")
    assert answer.status == 422
    assert answer.json["error"]["details"]["fields"][0]["path"] == "expiresAt"


def test_a_link_shows_its_owner_what_was_set(ada: Person) -> None:
    code = ada.shortens(title="A title", tags=["one", "two"], maxClicks=5)
    link = ada.ok("GET", f"/api/urls/{code}").json
    assert link["shortCode"] == code
    assert link["originalUrl"] == "https://example.com/there"
    assert (link["title"], link["tags"], link["maxClicks"]) == ("A title", ["one", "two"], 5)
    assert "password" not in link


def test_the_list_of_links_pages_to_its_end_newest_first(ada: Person) -> None:
    made = [ada.shortens(f"https://example.com/{n}") for n in range(7)]
    seen: list[str] = []
    path = "/api/urls?limit=3"
    while path:
        page = ada.ok("GET", path).json
        seen += [item["shortCode"] for item in page["items"]]
        cursor = page["nextCursor"]
        path = f"/api/urls?limit=3&cursor={cursor}" if cursor else ""
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


def test_the_list_is_found_by_words_and_tags(ada: Person) -> None:
    wanted = ada.shortens(title="Quarterly report", tags=["finance"])
    ada.shortens(title="Something else", tags=["other"])
    by_word = ada.ok("GET", "/api/urls?q=quarterly").json["items"]
    by_tag = ada.ok("GET", "/api/urls?tag=finance").json["items"]
    assert [item["shortCode"] for item in by_word] == [wanted]
    assert [item["shortCode"] for item in by_tag] == [wanted]


def test_bulk_answers_each_item_in_order(ada: Person) -> None:
    items = [{"url": TARGET}, {"url": "javascript:1"}, {"url": TARGET, "customAlias": "api"}, 7]
    answer = ada.api.asks("POST", "/api/shorten/bulk", body={"items": items})
    assert answer.status == 200
    results = answer.json["items"]
    assert [item["status"] for item in results] == [201, 422, 422, 422]
    assert results[0]["originalUrl"] == TARGET
    assert results[1]["error"]["code"]


def test_the_export_lists_every_link(ada: Person) -> None:
    codes = {ada.shortens(f"https://example.com/{n}") for n in range(3)}
    answer = ada.api.gets("/api/urls/export.csv")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/csv")
    text = answer.body.decode()
    assert all(code in text for code in codes)


def test_X6_a_repeated_request_has_one_effect_and_the_same_answer(ada: Person) -> None:
    headers = {"Idempotency-Key": "a-key-of-mine"}
    first = ada.api.asks("POST", "/api/shorten", body={"url": TARGET}, headers=headers)
    second = ada.api.asks("POST", "/api/shorten", body={"url": TARGET}, headers=headers)
    assert (first.status, second.status) == (201, 201)
    assert first.json == second.json
    assert len(ada.ok("GET", "/api/urls").json["items"]) == 1


def test_X6_the_same_key_with_another_body_is_refused(ada: Person) -> None:
    headers = {"Idempotency-Key": "a-key-of-mine"}
    ada.api.asks("POST", "/api/shorten", body={"url": TARGET}, headers=headers)
    other = ada.api.asks("POST", "/api/shorten", body={"url": TARGET + "/2"}, headers=headers)
    assert (other.status, other.code) == (422, "idempotency_mismatch")


def test_X6_the_same_key_of_another_user_is_another_key(ada: Person, grace: Person) -> None:
    headers = {"Idempotency-Key": "shared"}
    one = ada.api.asks("POST", "/api/shorten", body={"url": TARGET}, headers=headers)
    two = grace.api.asks("POST", "/api/shorten", body={"url": TARGET + "/2"}, headers=headers)
    assert (one.status, two.status) == (201, 201)
    assert one.json["shortCode"] != two.json["shortCode"]


def test_X6_two_at_once_have_one_effect(ada: Person) -> None:
    headers = {"Idempotency-Key": "both"}

    def create(_: int) -> Answer:
        return ada.api.asks("POST", "/api/shorten", body={"url": TARGET}, headers=headers)

    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(create, range(8)))
    assert {answer.status for answer in answers} <= {201, 409}
    codes = {answer.json["shortCode"] for answer in answers if answer.status == 201}
    assert len(codes) == 1
    assert len(ada.ok("GET", "/api/urls").json["items"]) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b'"url"',
        b"{",
        b'{"url": 1}',
        b'{"url": null}',
        b'{"url": "https://example.com/\\u0000"}',
        b'{"url": "https://example.com/\\ud800"}',
        b'{"url": "https://example.com/", "surprise": 1}',
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"url": "' + b"a" * 200_000 + b'"}',
        b'{"url": "https://example.com/", "maxClicks": 1e400}',
        b'{"url": "https://example.com/", "expiresAt": "9999-12-31T23:59:59-23:59"}',
    ],
)
def test_X9_a_bad_body_is_refused_with_the_place(raw: bytes, ada: Person) -> None:
    answer = ada.api.asks(
        "POST", "/api/shorten", raw=raw, headers={"Content-Type": "application/json"}
    )
    assert 400 <= answer.status < 500
    assert answer.json["error"]["details"]["fields"][0]["path"]
    assert ada.ok("GET", "/api/urls").json["items"] == []


@pytest.mark.parametrize("cursor", ["x", "e30=", "AAAA", "%00", "%ff", "a" * 2000])
def test_X9_a_malformed_cursor_is_422(cursor: str, ada: Person) -> None:
    answer = ada.api.gets(f"/api/urls?cursor={cursor}")
    assert answer.status == 422
    assert answer.json["error"]["details"]["fields"][0]["path"] in {"cursor", "query"}


def test_X9_what_the_gateway_refuses_is_a_4xx(ada: Person, visitor: Visitor) -> None:
    long_header = visitor.gets("/api/health", X_Long="x" * 30_000)
    assert 400 <= long_header.status < 500 or long_header.status == 200
    huge = ada.api.asks(
        "POST",
        "/api/shorten",
        raw=json.dumps({"url": "x" * 11_000_000}).encode(),
        headers={"Content-Type": "application/json"},
    )
    assert 400 <= huge.status < 500


def test_an_unknown_api_route_is_404_in_our_own_words(ada: Person, visitor: Visitor) -> None:
    for somebody in (ada.api, visitor):
        answer = somebody.gets("/api/no/such/route")
        assert answer.status in {401, 404}
        assert answer.json["requestId"]
