"""Facts about ``/api/shorten`` and ``/api/urls``: whole requests on fakes."""

import pytest

from links.model import Link
from tests.builders import EVE, json_body
from tests.fakes.core import NOON
from tests.fakes.shortening import SHORT, Shop, Site, problem

URL = "https://a.example/"
ALL_OF_IT = {
    "url": "https://a.example/?q=%2F",
    "customAlias": "Promo",
    "expiresAt": "2026-11-23T14:00:00+01:00",
    "title": " T ",
    "tags": ["b", "a", "b"],
    "fallbackUrl": "https://f.example/",
    "maxClicks": 3,
    "password": "secret",
    "redirectStatus": 308,
    "forwardQuery": True,
    "rules": [{"url": "https://m.example/", "devices": ["mobile"], "countries": ["DE"]}],
}


def test_a_new_link_is_shown_with_its_short_url() -> None:
    answer = Site().asks("POST", "/api/shorten", {"url": URL})
    assert answer["statusCode"] == 201
    assert json_body(answer) == {
        "shortUrl": SHORT + "code000",
        "shortCode": "code000",
        "originalUrl": URL,
        "createdAt": "2026-11-23T12:00:00Z",
        "expiresAt": None,
    }


def test_a_link_shows_its_owner_all_that_was_set_and_no_password() -> None:
    site = Site()
    site.asks("POST", "/api/shorten", ALL_OF_IT)
    answer = site.asks("GET", "/api/urls/PROMO")
    assert json_body(answer) == {
        "shortUrl": SHORT + "Promo",
        "shortCode": "Promo",
        "originalUrl": "https://a.example/?q=%2F",
        "createdAt": "2026-11-23T12:00:00Z",
        "expiresAt": "2026-11-23T13:00:00Z",
        "title": "T",
        "tags": ["b", "a"],
        "enabled": True,
        "fallbackUrl": "https://f.example/",
        "maxClicks": 3,
        "hasPassword": True,
        "redirectStatus": 308,
        "forwardQuery": True,
        "rules": [
            {
                "url": "https://m.example/",
                "devices": ["mobile"],
                "countries": ["DE"],
                "languages": [],
                "startsAt": None,
                "endsAt": None,
            }
        ],
        "status": "active",
    }


REFUSED = [
    ({}, "validation_failed", ["url"]),
    ({"url": 5}, "validation_failed", ["url"]),
    ({"url": ""}, "validation_failed", ["url"]),
    ({"url": URL, "nonsense": 1}, "validation_failed", ["nonsense"]),
    ({"url": URL, "maxClicks": 0}, "validation_failed", ["maxClicks"]),
    ({"url": URL, "maxClicks": "3"}, "validation_failed", ["maxClicks"]),
    ({"url": URL, "tags": ["a", " "]}, "validation_failed", ["tags.1"]),
    ({"url": URL, "redirectStatus": 303}, "validation_failed", ["redirectStatus"]),
    ({"url": URL, "expiresAt": "tomorrow"}, "validation_failed", ["expiresAt"]),
    ({"url": URL, "title": "a\0b"}, "validation_failed", ["title"]),
    ({"url": URL, "rules": [{"devices": []}]}, "validation_failed", ["rules.0.url"]),
    ({"url": "javascript:alert(1)"}, "target_refused", ["url"]),
    ({"url": SHORT + "loop"}, "target_refused", ["url"]),
    ({"url": URL, "fallbackUrl": "data:,x"}, "target_refused", ["fallbackUrl"]),
    ({"url": URL, "rules": [{"url": URL}, {"url": "x"}]}, "target_refused", ["rules.1.url"]),
    ({"url": URL, "customAlias": "LOGIN"}, "alias_reserved", ["customAlias"]),
    ({"url": URL, "customAlias": "a b"}, "alias_invalid", ["customAlias"]),
    ({"url": URL, "expiresAt": "2026-11-23T12:00:00Z"}, "expiry_in_past", ["expiresAt"]),
]


@pytest.mark.parametrize(("body", "code", "where"), REFUSED)
def test_X9_a_bad_wish_names_its_field_and_makes_nothing(
    body: object, code: str, where: list[str]
) -> None:
    site = Site()
    assert problem(site.asks("POST", "/api/shorten", body)) == (422, code, where)
    assert site.shop.store.links == {}


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"x"', "\ufffd"])
def test_X9_what_is_no_object_is_refused(body: str) -> None:
    answer = Site().asks("POST", "/api/shorten", raw_body=body)
    assert answer["statusCode"] in {400, 422}
    assert json_body(answer)["error"]["details"]["fields"]


def test_an_alias_that_is_taken_is_409() -> None:
    site = Site()
    site.shortens(customAlias="Promo")
    answer = site.asks("POST", "/api/shorten", {"url": URL, "customAlias": "promo"}, who=EVE)
    assert problem(answer) == (409, "alias_taken", [])


@pytest.mark.parametrize(
    ("alias", "available", "why"),
    [
        ("free-one", True, ""),
        ("promo", False, "belongs to another link"),
        ("ab", False, "3 to 50"),
        ("Login", False, "needs this word"),
    ],
)
def test_L6_whether_an_alias_can_be_had_is_told_before_it_is_wanted(
    alias: str, available: bool, why: str
) -> None:
    site = Site()
    site.shortens(customAlias="Promo")
    answer = json_body(site.asks("GET", f"/api/aliases/{alias}", who=EVE))
    assert (answer["alias"], answer["available"]) == (alias, available)
    assert why in (answer["message"] or "")


@pytest.mark.parametrize(
    ("edit", "shown"),
    [
        ({}, {}),
        ({"url": "https://b.example/"}, {"originalUrl": "https://b.example/"}),
        ({"enabled": False}, {"enabled": False, "status": "disabled"}),
        ({"expiresAt": None}, {"expiresAt": None}),
        ({"expiresAt": "2027-01-01T00:00:00Z"}, {"expiresAt": "2027-01-01T00:00:00Z"}),
        ({"tags": ["z", "z"]}, {"tags": ["z"]}),
        ({"title": ""}, {"title": ""}),
        ({"password": None}, {"hasPassword": False}),
        ({"fallbackUrl": None, "maxClicks": None}, {"fallbackUrl": None, "maxClicks": None}),
        ({"redirectStatus": 301, "forwardQuery": False}, {"redirectStatus": 301}),
        ({"rules": []}, {"rules": []}),
    ],
)
def test_an_edit_changes_what_was_sent_and_leaves_the_rest(
    edit: dict[str, object], shown: dict[str, object]
) -> None:
    site = Site()
    site.asks("POST", "/api/shorten", ALL_OF_IT)
    before = json_body(site.asks("GET", "/api/urls/Promo"))
    answer = site.asks("PATCH", "/api/urls/promo", edit)
    forwards = edit.get("forwardQuery", True)
    assert answer["statusCode"] == 200
    assert json_body(answer) == {**before, **shown, "forwardQuery": forwards}
    assert json_body(site.asks("GET", "/api/urls/Promo")) == json_body(answer)


@pytest.mark.parametrize(
    ("edit", "code", "where"),
    [
        ({"url": None}, "validation_failed", ["url"]),
        ({"enabled": "no"}, "validation_failed", ["enabled"]),
        ({"customAlias": "other"}, "validation_failed", ["customAlias"]),
        ({"banned": False}, "validation_failed", ["banned"]),
        ({"title": "new", "url": "http://127.1/"}, "target_refused", ["url"]),
        ({"title": "new", "expiresAt": "2020-01-01T00:00:00Z"}, "expiry_in_past", ["expiresAt"]),
        ({"rules": [{"url": "http://[::1]/"}]}, "target_refused", ["rules.0.url"]),
    ],
)
def test_X9_a_bad_edit_names_its_field_and_changes_nothing(
    edit: object, code: str, where: list[str]
) -> None:
    site = Site()
    made = site.shortens()
    before = site.shop.store.links[made]
    assert problem(site.asks("PATCH", f"/api/urls/{made}", edit)) == (422, code, where)
    assert site.shop.store.links[made] == before


def test_a_deleted_link_is_shown_as_such_edited_no_more_and_listed_nowhere() -> None:
    site = Site()
    path = "/api/urls/" + site.shortens()
    assert [site.asks("DELETE", path)["statusCode"] for _ in range(2)] == [204, 204]
    assert json_body(site.asks("GET", path))["status"] == "deleted"
    assert problem(site.asks("PATCH", path, {"title": "x"})) == (410, "link_gone", [])
    assert json_body(site.asks("GET", "/api/urls"))["items"] == []


def test_L3_a_link_is_shown_as_expired_from_that_second_on() -> None:
    site = Site()
    path = "/api/urls/" + site.shortens(expiresAt="2026-11-23T12:00:10Z")
    statuses = []
    for _ in range(2):
        site.shop.clock.advance(5)
        statuses.append(json_body(site.asks("GET", path))["status"])
    assert statuses == ["active", "expired"]


OWNED = [
    ("GET", ""),
    ("PATCH", ""),
    ("DELETE", ""),
    ("GET", "/qr.svg"),
    ("GET", "/qr.png"),
]


@pytest.mark.parametrize(("method", "rest"), OWNED)
def test_X1_somebody_elses_link_is_403_and_an_unknown_one_404(method: str, rest: str) -> None:
    site = Site()
    made = site.shortens()
    before = dict(site.shop.store.links)
    body = {"title": "mine"} if method == "PATCH" else None
    answer = site.asks(method, f"/api/urls/{made}{rest}", body, who=EVE)
    assert problem(answer) == (403, "not_owner", [])
    answer = site.asks(method, f"/api/urls/nothing{rest}", body)
    assert problem(answer) == (404, "link_not_found", [])
    assert site.shop.store.links == before


def test_L2_what_was_made_here_is_in_the_cache() -> None:
    site = Site()
    for _ in range(2):
        assert site.shop.cached(site.shortens()).target == URL


def test_a_link_of_long_ago_is_read_as_it_is() -> None:
    old = Link(code="old", owner_id="u-1", target="https://s.example/was-allowed", created_at=NOON)
    shop = Shop()
    shop.store.create(old)
    site = Site(shop)
    assert json_body(site.asks("GET", "/api/urls/old"))["originalUrl"] == old.target
    assert site.asks("PATCH", "/api/urls/old", {"title": "T"})["statusCode"] == 200
