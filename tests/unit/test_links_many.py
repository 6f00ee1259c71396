"""Facts about many links at once, as JSON and as CSV, and about repeated requests (X6)."""

import base64
import csv
import io
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from links.library import tables
from tests.builders import EVE, json_body
from tests.fakes.shortening import SHORT, Site, blamed, problem

URL = "https://a.example/"
HEADER = "shortUrl,url,customAlias,title,tags,expiresAt,createdAt,enabled"
KEY = {"Idempotency-Key": "key-1"}


def bulk(site: Site, *items: object, **more: Any) -> dict[str, Any]:
    return site.asks("POST", "/api/shorten/bulk", {"items": list(items)}, **more)


def brings(site: Site, text: str | bytes, **more: Any) -> dict[str, Any]:
    """The answer to an import; the gateway sends what is no text as Base64."""
    if isinstance(text, bytes):
        more |= {"raw_body": base64.b64encode(text).decode(), "is_base64": True}
    else:
        more |= {"raw_body": text}
    return site.asks("POST", "/api/urls/import", **more)


def export(site: Site, **more: Any) -> list[dict[str, str]]:
    answer = site.asks("GET", "/api/urls/export.csv", **more)
    assert answer["statusCode"] == 200
    return list(csv.DictReader(io.StringIO(answer["body"], newline="")))


def outcome(item: dict[str, Any]) -> tuple[int, str | None, list[str]]:
    """Status, code of link or error, and the fields that are to blame."""
    error = item["error"]
    if error is None:
        return item["status"], item["shortCode"], []
    return item["status"], error["code"], blamed(error)


def test_each_item_succeeds_or_fails_by_itself_and_in_its_place() -> None:
    site = Site()
    answer = bulk(
        site,
        {"url": URL, "customAlias": "Promo"},
        "no object",
        {"url": "javascript:alert(1)"},
        None,
        {"url": URL, "customAlias": "promo"},
        [],
        {"url": URL, "customAlias": "login"},
        {"url": URL, "tags": ["a", 5]},
        {},
        {"url": "https://b.example/"},
    )
    assert answer["statusCode"] == 200
    assert [outcome(item) for item in json_body(answer)["items"]] == [
        (201, "Promo", []),
        (422, "validation_failed", ["body"]),
        (422, "target_refused", ["url"]),
        (422, "validation_failed", ["body"]),
        (409, "alias_taken", []),
        (422, "validation_failed", ["body"]),
        (422, "alias_reserved", ["customAlias"]),
        (422, "validation_failed", ["tags.1"]),
        (422, "validation_failed", ["url"]),
        (201, "code000", []),
    ]
    assert sorted(site.shop.store.links) == ["Promo", "code000"]


def test_X4_a_throttled_table_fails_the_items_it_refused_and_no_others() -> None:
    """A 503 for all of them would make a careful client create the first ones twice."""
    site = Site()
    throttled = ClientError({"Error": {"Code": "ThrottlingException"}}, "TransactWriteItems")
    site.shop.store.refusing = lambda link: throttled if link.title == "late" else None
    answer = bulk(site, {"url": URL}, {"url": URL, "title": "late"}, {"url": URL})
    assert answer["statusCode"] == 200
    assert [item["status"] for item in json_body(answer)["items"]] == [201, 503, 201]


def test_an_item_shows_its_link_as_a_single_request_does() -> None:
    wish = {"url": URL, "customAlias": "Promo", "expiresAt": "2026-12-01T00:00:00Z"}
    single = json_body(Site().asks("POST", "/api/shorten", wish))
    (item,) = json_body(bulk(Site(), wish))["items"]
    assert item == {"status": 201, "line": None, "error": None, **single}


@pytest.mark.parametrize("number", ["NaN", "1e999", "9" * 4_000, "9" * 5_000])
def test_X9_a_number_that_is_none_of_ours_is_a_4xx(number: str) -> None:
    site = Site()
    body = f'{{"items": [{{"url": "{URL}", "maxClicks": {number}}}, {{"url": "{URL}"}}]}}'
    answer = site.asks("POST", "/api/shorten/bulk", raw_body=body)
    if answer["statusCode"] == 200:
        outcomes = [outcome(item) for item in json_body(answer)["items"]]
        assert outcomes == [(422, "validation_failed", ["maxClicks"]), (201, "code000", [])]
    else:
        assert problem(answer) == (400, "bad_request", ["body"])
        assert site.shop.store.links == {}


@pytest.mark.parametrize("items", [[], [{"url": URL}] * 101])
def test_X9_none_or_more_than_a_hundred_are_refused_as_a_whole(items: list[object]) -> None:
    site = Site()
    assert problem(bulk(site, *items)) == (422, "validation_failed", ["items"])
    assert site.shop.store.links == {}


def test_an_import_makes_a_link_of_each_line_and_names_the_line() -> None:
    site = Site()
    text = (
        "\ufefftitle,url,customAlias,tags,expiresAt,other\r\n"
        '"Two\r\nlines",https://a.example/,Promo,a b,2026-12-01T00:00:00Z,x\r\n'
        "\r\n"
        "Short,https://b.example/\r\n"
        ",,,,,\r\n"
        ",ftp://c.example/,,,,,,too,many\r\n"
        ",https://d.example/,,,yesterday,\r\n"
    )
    answer = brings(site, text)
    items = json_body(answer)["items"]
    assert [(item["line"], *outcome(item)) for item in items] == [
        (3, 201, "Promo", []),
        (5, 201, "code000", []),
        (6, 422, "validation_failed", ["url"]),
        (7, 422, "target_refused", ["url"]),
        (8, 422, "validation_failed", ["expiresAt"]),
    ]
    made = site.shop.store.links["Promo"]
    assert (made.title, made.tags, made.target) == ("Two\r\nlines", ("a", "b"), URL)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", (422, "validation_failed", ["url"])),
        ("URL\nhttps://a.example/\n", (422, "validation_failed", ["url"])),
        ("url\n" + URL + "\n" * 5 + (URL + "\n") * 100, (422, "validation_failed", ["body"])),
        ("url\n" + '"https://a.example/\n', (400, "bad_request", [])),
        ('url\n"a"b\n', (400, "bad_request", [])),
        ("url\na\rb\n", (400, "bad_request", [])),
        ("url,tags\nhttps://a.example/,a\rb\n", (400, "bad_request", [])),
        ("url\n" + "x" * (128 * 1024), (413, "payload_too_large", ["body"])),
        (b"url\nhttps://\xff.example/\n", (400, "bad_request", ["body"])),
    ],
)
def test_X9_what_is_no_table_is_refused_as_a_whole(
    text: str | bytes, refused: tuple[int, str, list[str]]
) -> None:
    site = Site()
    assert problem(brings(site, text)) == refused
    assert site.shop.store.links == {}


def test_X9_nul_in_a_table_is_a_4xx() -> None:
    site = Site()
    answer = brings(site, "url\nhttps://a.example/\0\n")
    assert site.shop.store.links == {}
    if answer["statusCode"] == 200:
        assert json_body(answer)["items"][0]["status"] == 422
    else:
        assert answer["statusCode"] == 400


def test_an_export_lists_every_link_of_its_owner_but_deleted_ones() -> None:
    site = Site()
    made = [site.shortens(), site.shortens(customAlias="Promo", expiresAt="2026-12-01T00:00:00Z")]
    site.asks("DELETE", "/api/urls/" + site.shortens())
    site.asks("POST", "/api/shorten", {"url": URL}, who=EVE)
    site.asks("PATCH", f"/api/urls/{made[0]}", {"enabled": False, "title": "T", "tags": ["a"]})
    answer = site.asks("GET", "/api/urls/export.csv")
    assert answer["headers"]["Content-Type"] == "text/csv; charset=utf-8"
    assert "X-Next-Cursor" not in answer["headers"]
    assert answer["body"].splitlines() == [
        HEADER,
        f"{SHORT}code000,{URL},,T,a,,2026-11-23T12:00:00Z,false",
        f"{SHORT}Promo,{URL},Promo,,,2026-12-01T00:00:00Z,2026-11-23T12:00:00Z,true",
    ]


TITLES = ["=1+1", "+x", "-x", "@x", "'=x", "''=x", "'tis", "a'b", 'say "x"', "a,b", "a\nb", "Größe"]


@pytest.mark.parametrize("title", TITLES)
def test_what_was_exported_comes_back_as_it_was(title: str) -> None:
    tags = ["two words", "plain", 'quo"te', '"', "a,b", "'q", "tab\tbed", "a\nb", "a\rb"]
    site, other = Site(), Site()
    site.shortens(title=title, tags=tags, customAlias="-Promo", expiresAt="2026-12-01T00:00:00Z")
    before = site.shop.store.links["-Promo"]
    text = site.asks("GET", "/api/urls/export.csv")["body"]
    assert outcome(json_body(brings(other, text))["items"][0]) == (201, "-Promo", [])
    assert other.shop.store.links == {"-Promo": before}


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "'=x"])
def test_no_cell_is_a_formula_to_a_spreadsheet(text: str) -> None:
    site = Site()
    site.shortens(title=text, tags=[text])
    (row,) = export(site)
    assert (row["title"], row["tags"]) == ("'" + text, "'" + text)


@pytest.mark.parametrize("limit", ["MOST_LINKS", "MOST_CHARACTERS"])
def test_an_export_that_is_too_long_goes_on_at_its_cursor(
    limit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, limit, {"MOST_LINKS": 2, "MOST_CHARACTERS": 180}[limit])
    site, cursor, found = Site(), "", []
    for n in range(5):
        site.shop.clock.advance(1)
        code = site.shortens()
        if n == 3:
            site.asks("DELETE", f"/api/urls/{code}")
    while cursor is not None:
        query = {"cursor": cursor} if cursor else {}
        answer = site.asks("GET", "/api/urls/export.csv", query=query)
        rows = list(csv.DictReader(io.StringIO(answer["body"])))
        found.append([row["shortUrl"].removeprefix(SHORT) for row in rows])
        cursor = answer["headers"].get("X-Next-Cursor")
    assert found == [["code004", "code002"], ["code001", "code000"], []]


REPEATED: list[tuple[str, dict[str, Any]]] = [
    ("/api/shorten", {"body": {"url": URL}}),
    ("/api/shorten/bulk", {"body": {"items": [{"url": URL}, "no object"]}}),
    ("/api/urls/import", {"raw_body": f"url\n{URL}\n"}),
]


@pytest.mark.parametrize(("path", "sent"), REPEATED)
def test_X6_a_repeated_request_has_one_effect_and_one_answer(
    path: str, sent: dict[str, Any]
) -> None:
    site = Site()
    first, second = (site.asks("POST", path, headers=KEY, **sent) for _ in range(2))
    assert (second["statusCode"], second["body"]) == (first["statusCode"], first["body"])
    assert len(site.shop.store.links) == 1
    assert site.asks("POST", path, **sent)["body"] != first["body"]
    assert site.asks("POST", path, who=EVE, headers=KEY, **sent)["body"] != first["body"]
    assert len(site.shop.store.links) == 3


@pytest.mark.parametrize(("path", "sent"), REPEATED)
def test_X6_another_body_under_the_same_key_is_refused(path: str, sent: dict[str, Any]) -> None:
    site = Site()
    site.asks("POST", path, headers=KEY, **sent)
    other = json.loads(json.dumps(sent).replace("a.example", "b.example"))
    answer = site.asks("POST", path, headers=KEY, **other)
    assert problem(answer) == (422, "idempotency_mismatch", [])
    assert len(site.shop.store.links) == 1


def test_X6_an_attempt_that_was_refused_may_be_repeated_otherwise() -> None:
    site = Site()
    site.shortens(customAlias="Promo")
    sent = {"url": URL, "customAlias": "promo"}
    assert problem(site.asks("POST", "/api/shorten", sent, headers=KEY))[0] == 409
    answer = site.asks("POST", "/api/shorten", {**sent, "customAlias": "other"}, headers=KEY)
    assert answer["statusCode"] == 201
