"""Facts about ``/api/me``: whole requests on fakes."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from accounts.keys import is_key, key_hash, new_key
from accounts.model import KEYS_PER_PERSON
from accounts.operations import AccountOperations
from accounts.service import Accounts
from contracts.http.accounts import ROUTES
from core.http.api import build
from core.http.guard import Guard
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body, nobody
from tests.fakes.accounts import FakeAccounts
from tests.fakes.core import NOON, FakeClock, FakeIds


@dataclass
class Site:
    store: FakeAccounts = field(default_factory=FakeAccounts)
    clock: FakeClock = field(default_factory=FakeClock)
    self_service_plans: bool = True

    def __post_init__(self) -> None:
        accounts = Accounts(
            store=self.store,
            clock=self.clock,
            ids=FakeIds(),
            new_key=new_key,
            self_service_plans=self.self_service_plans,
        )
        self.handler = build(
            routes=ROUTES,
            operations=AccountOperations(accounts=accounts).by_name(),
            guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
        )

    def asks(
        self, method: str, path: str, body: object = None, who: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """The gateway's answer; ``who`` is Ada unless told otherwise."""
        event = http_event(method, path, body=body, authorizer=who or claims())
        return self.handler(event, None)

    def me(self, **who: Any) -> Any:
        return json_body(self.asks("GET", "/api/me", who=claims(**who)))


def test_the_first_visit_makes_the_account() -> None:
    assert Site().me() == {
        "id": "u-1",
        "username": "ada",
        "displayName": "",
        "bio": "",
        "avatarUrl": None,
        "plan": "free",
        "createdAt": "2026-11-23T12:00:00Z",
    }


def test_what_is_not_sent_stays() -> None:
    site = Site()
    site.asks("PATCH", "/api/me", {"displayName": " Ada L. ", "bio": "Numbers"})
    edited = json_body(site.asks("PATCH", "/api/me", {"bio": ""}))
    assert (edited["displayName"], edited["bio"]) == ("Ada L.", "")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"displayName": "x" * 101}, "displayName"),
        ({"bio": 5}, "bio"),
        ({"username": "other"}, "username"),
        ({"avatarUrl": "https://example.com/me.png"}, "avatarUrl"),
    ],
)
def test_X9_a_bad_edit_names_its_field_and_changes_nothing(body: object, path: str) -> None:
    site = Site()
    before = site.me()
    answer = site.asks("PATCH", "/api/me", body)
    assert answer["statusCode"] == 422
    assert json_body(answer)["error"]["details"]["fields"][0]["path"] == path
    assert site.me() == before


def test_usernames_are_unique_regardless_of_case() -> None:
    site = Site()
    site.me()
    answer = site.asks("GET", "/api/me", who=claims("u-2", username="ADA"))
    assert (answer["statusCode"], json_body(answer)["error"]["code"]) == (409, "username_taken")


def test_a_key_is_shown_once_and_kept_as_a_hash() -> None:
    site = Site()
    answer = site.asks("POST", "/api/me/keys", {"name": "ci", "scopes": ["links:read"]})
    made = json_body(answer)
    assert answer["statusCode"] == 201
    assert is_key(made["key"])
    listed = json_body(site.asks("GET", "/api/me/keys"))["items"]
    assert listed == [{k: v for k, v in made.items() if k != "key"}]
    assert listed[0]["ending"] == made["key"][-4:]
    kept = site.store.all_keys[made["id"]]
    assert kept.hash == key_hash(made["key"])
    assert made["key"] not in repr(kept)


def test_keys_are_limited_in_number() -> None:
    site = Site()
    wish = {"name": "ci", "scopes": ["links:read"]}
    answers = [site.asks("POST", "/api/me/keys", wish) for _ in range(KEYS_PER_PERSON + 1)]
    assert [a["statusCode"] for a in answers] == [201] * KEYS_PER_PERSON + [409]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"name": "", "scopes": ["links:read"]}, "name"),
        ({"name": "ci", "scopes": []}, "scopes"),
        ({"name": "ci", "scopes": ["admin"]}, "scopes.0"),
        ({"name": "ci", "scopes": ["*"]}, "scopes.0"),
        ({"name": "ci"}, "scopes"),
    ],
)
def test_X9_a_bad_wish_for_a_key_names_its_field(body: object, path: str) -> None:
    site = Site()
    answer = site.asks("POST", "/api/me/keys", body)
    assert answer["statusCode"] == 422
    assert json_body(answer)["error"]["details"]["fields"][0]["path"] == path
    assert site.store.all_keys == {}


@pytest.mark.parametrize(
    ("method", "path", "wish", "field"),
    [
        ("POST", "/api/me/keys", {"name": "ci", "scopes": ["links:read"]}, "expiresAt"),
        ("PUT", "/api/me/subscription", {"plan": "premium"}, "endsAt"),
    ],
)
def test_X9_an_end_that_has_passed_already_is_422_with_its_path(
    method: str, path: str, wish: dict[str, object], field: str
) -> None:
    site = Site()
    answer = site.asks(method, path, {**wish, field: "2026-11-23T12:00:00Z"})
    error = json_body(answer)["error"]
    assert (answer["statusCode"], error["code"]) == (422, "expiry_in_past")
    assert [problem["path"] for problem in error["details"]["fields"]] == [field]
    assert (site.store.all_keys, site.store.plans) == ({}, {})


def test_a_key_cannot_make_one_that_may_do_more() -> None:
    site = Site()
    key = claims(scopes="account:write links:read", via="key", key_id="k")
    wish = {"name": "more", "scopes": ["links:write"]}
    assert site.asks("POST", "/api/me/keys", wish, key)["statusCode"] == 403
    wish = {"name": "same", "scopes": ["links:read"]}
    assert site.asks("POST", "/api/me/keys", wish, key)["statusCode"] == 201


def test_somebody_elses_key_is_not_there() -> None:
    site = Site()
    made = json_body(site.asks("POST", "/api/me/keys", {"name": "ci", "scopes": ["links:read"]}))
    path = f"/api/me/keys/{made['id']}"
    stranger = claims("u-2", username="eve")
    assert site.asks("DELETE", path, who=stranger)["statusCode"] == 404
    assert site.asks("DELETE", path)["statusCode"] == 204
    assert site.asks("DELETE", path)["statusCode"] == 404


def test_a_plan_holds_until_it_ends() -> None:
    site = Site()
    ends = (NOON + timedelta(days=30)).isoformat()
    answer = site.asks("PUT", "/api/me/subscription", {"plan": "premium", "endsAt": ends})
    assert json_body(answer) == {"plan": "premium", "endsAt": "2026-12-23T12:00:00Z"}
    assert site.me()["plan"] == "premium"
    site.clock.advance(30 * 24 * 3600)
    assert site.me()["plan"] == "free"


def test_where_plans_are_not_self_service_nobody_takes_one() -> None:
    site = Site(self_service_plans=False)
    answer = site.asks("PUT", "/api/me/subscription", {"plan": "premium"})
    assert answer["statusCode"] == 403
    assert json_body(answer)["error"]["code"] == "plans_not_self_service"
    assert site.me()["plan"] == "free"


def test_X12_erasure_happens_once_and_can_be_asked_for_again() -> None:
    site = Site()
    site.me()
    assert site.asks("DELETE", "/api/me")["statusCode"] == 204
    event = dict(site.store.erased)
    assert site.asks("DELETE", "/api/me")["statusCode"] == 204
    assert site.store.erased == event
    assert site.store.people == {}
    assert site.store.claims == {}


def test_X12_a_token_that_is_still_valid_does_not_bring_the_account_back() -> None:
    site = Site()
    site.me()
    site.asks("DELETE", "/api/me")
    for method, path, body in (
        ("GET", "/api/me", None),
        ("PATCH", "/api/me", {"bio": "again"}),
        ("POST", "/api/me/keys", {"name": "ci", "scopes": ["links:read"]}),
        ("PUT", "/api/me/subscription", {"plan": "premium"}),
    ):
        assert site.asks(method, path, body)["statusCode"] == 410
    assert site.store.people == {}


def test_an_administrator_keeps_somebody_out_and_lets_them_in_again() -> None:
    site = Site()
    site.me(user_id="u-9", username="eve")
    admin = claims(admin=True)
    path = "/api/admin/users/u-9/ban"
    assert site.asks("POST", path, who=admin)["statusCode"] == 204
    assert site.store.banned == {"u-9"}
    assert site.asks("DELETE", path, who=admin)["statusCode"] == 204
    assert site.store.banned == set()
    assert site.asks("POST", "/api/admin/users/none/ban", who=admin)["statusCode"] == 404


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation)
def test_X1_nobody_and_a_key_without_the_scope_do_nothing(route: Any) -> None:
    site = Site()
    path = route.path.replace("{keyId}", "k").replace("{userId}", "u-1")
    assert site.asks(route.method, path, who=nobody())["statusCode"] == 401
    assert site.asks(route.method, path, who=nobody("invalid_token"))["statusCode"] == 401
    key = claims(scopes="links:read", via="key", key_id="k", admin=True)
    assert site.asks(route.method, path, who=key)["statusCode"] == 403
    if route.admin:
        assert site.asks(route.method, path)["statusCode"] == 403
    assert site.store == FakeAccounts()
