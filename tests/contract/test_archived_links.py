"""The archive's reader of links: what the links system stores, shown as its API shows it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from accounts.adapters.held_links import HeldLinks
from contracts.tables.links import URLS
from links.adapters.link_table import DynamoLinks
from links.library.wishes import shown
from links.model import Link, Rule
from tests.fakes.core import FakeClock
from tests.tables import create_table

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHORT = "https://s.example/"
CLOCK = FakeClock(AT + timedelta(days=30))
PLAIN = Link(code="aB3xY7q", owner_id="u-1", target="https://a.example/?q=%20", created_at=AT)
RULES = (
    Rule(target="https://m.example/", devices=("mobile",), countries=("DE", "GB")),
    Rule(
        target="https://w.example/",
        languages=("de",),
        starts_at=AT,
        ends_at=AT + timedelta(hours=1),
    ),
)
EVERYTHING = Link(
    code="Promo",
    owner_id="u-1",
    target="https://a.example/",
    created_at=AT,
    is_alias=True,
    expires_at=AT + timedelta(days=31),
    title="Größe",
    tags=("a", "b"),
    fallback_url="https://f.example/",
    max_clicks=5,
    password_hash="scrypt$secret",
    redirect_status=308,
    forward_query=True,
    rules=RULES,
    version=7,
)
LINKS = {
    "plain": PLAIN,
    "everything": EVERYTHING,
    "expired": replace(PLAIN, expires_at=AT + timedelta(days=30)),
    "disabled": replace(EVERYTHING, enabled=False),
    "banned": replace(PLAIN, banned=True, deleted_at=AT),
    "deleted": replace(PLAIN, enabled=False, deleted_at=AT),
}


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, URLS)
        yield client


def archived(client: Any, user_id: str = "u-1") -> list[dict[str, object]]:
    reader = HeldLinks(client=client, table=URLS.name, short_url=SHORT, clock=CLOCK)
    return [link.model_dump(mode="json", by_alias=True) for link in reader.of(user_id)]


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_is_archived_as_the_api_shows_it(kind: str, dynamodb: Any) -> None:
    link = LINKS[kind]
    DynamoLinks(client=dynamodb, table=URLS.name).create(link)
    by_api = shown(link, short_url=SHORT, now=CLOCK.now())
    assert archived(dynamodb) == [by_api.model_dump(mode="json", by_alias=True)]
    assert "secret" not in str(archived(dynamodb))


def test_all_of_a_person_and_nothing_of_others_oldest_first(dynamodb: Any) -> None:
    store = DynamoLinks(client=dynamodb, table=URLS.name)
    padding = "x" * 8_000  # so that the index has to be read in several pages
    for n in range(150):
        at = AT + timedelta(seconds=n)
        store.create(replace(PLAIN, code=f"c{n:06}", created_at=at, target=SHORT + padding))
    store.create(replace(PLAIN, code="other", owner_id="u-2"))
    assert [link["shortCode"] for link in archived(dynamodb)] == [f"c{n:06}" for n in range(150)]


def test_X12_what_erasure_left_of_a_link_is_in_no_archive(dynamodb: Any) -> None:
    store = DynamoLinks(client=dynamodb, table=URLS.name)
    store.create(PLAIN)
    store.bury(PLAIN)
    assert archived(dynamodb) == []
