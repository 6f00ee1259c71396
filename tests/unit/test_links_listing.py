"""Facts about ``GET /api/urls``: pages, cursors, words and tags."""

import pytest

from tests.builders import EVE, json_body
from tests.fakes.shortening import Site, problem


def test_the_list_is_paged_by_cursor_newest_first() -> None:
    site, cursor, found = Site(), "", []
    for _ in range(5):
        site.shop.clock.advance(1)
        site.shortens()
    while cursor is not None:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = json_body(site.asks("GET", "/api/urls", query=query))
        found.append([link["shortCode"] for link in page["items"]])
        cursor = page["nextCursor"]
    assert found == [["code004", "code003"], ["code002", "code001"], ["code000"]]


def test_X9_a_cursor_of_another_list_is_none_of_this_one() -> None:
    site = Site()
    for _ in range(2):
        site.shortens()
    cursor = json_body(site.asks("GET", "/api/urls", query={"limit": "1"}))["nextCursor"]
    refused = (422, "validation_failed", ["cursor"])
    assert problem(site.asks("GET", "/api/urls", query={"cursor": cursor}, who=EVE)) == refused
    assert problem(site.asks("GET", "/api/urls", query={"cursor": cursor + "x"})) == refused
    assert problem(site.asks("GET", "/api/urls/export.csv", query={"cursor": cursor})) == refused


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "GRÖSSE"}, ["code000"]),
        ({"q": "b.example"}, ["code001"]),
        ({"q": "CODE00"}, ["code001", "code000"]),
        ({"q": "needle"}, ["code000"]),
        ({"tag": "needle"}, ["code000"]),
        ({"tag": "Needle"}, []),
        ({"tag": "needle", "q": "b.example"}, []),
    ],
)
def test_the_list_is_found_by_words_and_tags(query: dict[str, str], found: list[str]) -> None:
    site = Site()
    site.shortens(title="Größe", tags=["needle"])
    site.shop.clock.advance(1)
    site.shortens(url="https://b.example/")
    items = json_body(site.asks("GET", "/api/urls", query=query))["items"]
    assert [link["shortCode"] for link in items] == found
