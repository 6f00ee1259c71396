"""Facts about a person's archive: whole requests on fakes."""

import base64
import io
import json
import random
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from accounts.archive import LONGEST_BYTES
from accounts.exporting import ExportOperations
from accounts.model import Account, ApiKey, Subscription
from contracts.http.export import ROUTES
from contracts.http.models import Model
from core.http.api import build
from core.http.guard import Guard
from tests.builders import ORIGIN_SECRET, claims, http_event, json_body, nobody
from tests.fakes.accounts import FakeAccounts
from tests.fakes.core import NOON, FakeClock

PATH = "/api/me/export"
ADA = Account(id="u-1", username="ada", created_at=NOON, display_name="Ada L.")
KEY = ApiKey(
    id="k-1",
    hash="ab" * 32,
    owner_id="u-1",
    owner_name="ada",
    name="ci",
    scopes=("links:read",),
    ending="wxyz",
    created_at=NOON,
)


class Film(Model):
    film_title: str


@dataclass
class Films:
    """Another system: what it holds, by person."""

    held: dict[str, list[str]] = field(default_factory=dict)
    name: str = "films"
    read: int = 0

    def of(self, user_id: str) -> Iterator[Film]:
        for title in self.held.get(user_id, []):
            self.read += 1
            yield Film(film_title=title)


def asked(
    store: FakeAccounts, films: Films | None = None, who: dict[str, str] | None = None
) -> dict[str, Any]:
    operations = ExportOperations(people=store, holdings=[films or Films()], clock=FakeClock())
    handler = build(
        routes=ROUTES,
        operations=operations.by_name(),
        guard=Guard(origin_secret=lambda: ORIGIN_SECRET),
    )
    return handler(http_event("GET", PATH, authorizer=who or claims()), None)


def unpacked(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["headers"]["Content-Type"] == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(base64.b64decode(answer["body"])))
    assert packed.testzip() is None
    return {name: json.loads(packed.read(name)) for name in packed.namelist()}


def test_the_archive_speaks_as_the_api_does_and_holds_all_but_the_keys_themselves() -> None:
    store = FakeAccounts()
    store.create(ADA)
    store.subscribe("u-1", Subscription(plan="premium"))
    store.add_key(KEY)
    answer = asked(store, Films({"u-1": ["Metropolis", "Düne"], "u-2": ["not mine"]}))
    held = unpacked(answer)
    assert held["account.json"] == {
        "id": "u-1",
        "username": "ada",
        "displayName": "Ada L.",
        "bio": "",
        "avatarUrl": None,
        "plan": "premium",
        "createdAt": "2026-11-23T12:00:00Z",
    }
    assert held["subscription.json"] == {"plan": "premium", "endsAt": None}
    assert held["api-keys.json"] == [
        {
            "id": "k-1",
            "name": "ci",
            "scopes": ["links:read"],
            "ending": "wxyz",
            "createdAt": "2026-11-23T12:00:00Z",
            "expiresAt": None,
        }
    ]
    assert held["films.json"] == [{"filmTitle": "Metropolis"}, {"filmTitle": "Düne"}]
    assert KEY.hash not in json.dumps(held)


def test_who_has_nothing_gets_empty_lists_and_nothing_is_made() -> None:
    store = FakeAccounts()
    held = unpacked(asked(store))
    assert held["account.json"]["username"] == "ada"
    assert (held["api-keys.json"], held["films.json"]) == ([], [])
    assert store == FakeAccounts()


def test_X12_the_erased_have_no_archive() -> None:
    store = FakeAccounts()
    store.create(ADA)
    store.erase(ADA, event_id="e-1", at=NOON)
    assert asked(store, Films({"u-1": ["left"]}))["statusCode"] == 410


def test_what_one_answer_cannot_carry_is_413_and_not_read_to_its_end() -> None:
    noise = random.Random(1)
    titles = [noise.randbytes(50_000).hex() for _ in range(2 * LONGEST_BYTES // 50_000)]
    films = Films({"u-1": titles})
    answer = asked(FakeAccounts(), films)
    assert (answer["statusCode"], json_body(answer)["error"]["code"]) == (413, "payload_too_large")
    assert films.read < len(titles)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (nobody(), 401),
        (claims(scopes="links:read", via="key", key_id="k"), 403),
        (claims(scopes="account:read", via="key", key_id="k"), 200),
    ],
)
def test_X1_the_archive_is_for_its_owner_and_keys_that_may_read_the_account(
    who: dict[str, str], status: int
) -> None:
    store = FakeAccounts()
    store.create(replace(ADA, bio="mine"))
    assert asked(store, who=who)["statusCode"] == status
