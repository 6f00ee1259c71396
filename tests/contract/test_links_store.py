"""One suite for ``LinkStore`` and ``BlockLease``: the fake, and the table on moto.

One file: a contract is read whole, by whoever writes a third side.
"""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import boto3
import pytest
from moto import mock_aws

from contracts.tables.links import URLS
from links.adapters.link_table import DynamoLinks
from links.errors import AliasTaken, EditedMeanwhile
from links.library.codes import BlockLease
from links.model import Link, Rule
from links.ports import LinkStore, all_of
from tests.fakes.links import FakeLinks, newer
from tests.tables import create_table

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
PLAIN = Link(code="aB3xY7q", owner_id="u-1", target="https://a.example/?q=%20", created_at=AT)
ALIAS = Link(
    code="Promo",
    owner_id="u-1",
    target="https://p.example/",
    created_at=AT,
    is_alias=True,
)
EVERYTHING = replace(
    ALIAS,
    expires_at=AT + timedelta(days=31),
    enabled=False,
    banned=True,
    deleted_at=LATER,
    title="Größe",
    tags=("b", "a b"),
    fallback_url="https://f.example/",
    max_clicks=5,
    password_hash="scrypt$x$y",
    redirect_status=308,
    forward_query=True,
    rules=(
        Rule(target="https://m.example/", devices=("mobile",), countries=("DE", "GB")),
        Rule(target="https://w.example/", languages=("de",), starts_at=AT, ends_at=LATER),
    ),
)
LONGEST_KEY = 2_048  # bytes; DynamoDB refuses longer ones and moto does not


class Store(LinkStore, BlockLease, Protocol):
    """Both ports: one table serves them."""


def refuse_long_keys(params: dict[str, Any], **_event: object) -> None:
    assert len(params["Key"]["code"]["S"].encode()) <= LONGEST_KEY


def one_at_a_time(client: Any) -> None:
    """Moto looks at a condition and then writes; of threads one must be done before the next."""
    lock = threading.Lock()

    def begin(**_event: object) -> None:
        lock.acquire()

    def end(**_event: object) -> None:
        lock.release()

    client.meta.events.register("before-call.dynamodb", begin)
    client.meta.events.register("after-call.dynamodb", end)
    client.meta.events.register("after-call-error.dynamodb", end)


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, URLS)
        client.meta.events.register("before-parameter-build.dynamodb.GetItem", refuse_long_keys)
        one_at_a_time(client)
        yield client


@pytest.fixture(params=["fake", "tables"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "fake":
        return FakeLinks()
    return DynamoLinks(client=request.getfixturevalue("dynamodb"), table=URLS.name)


def taken(store: Store, link: Link) -> bool:
    try:
        store.create(link)
    except AliasTaken:
        return True
    return False


def codes(store: Store, owner_id: str, *, most: int) -> list[str]:
    return [link.code for link in all_of(store, owner_id, most=most)]


@pytest.mark.parametrize("link", [PLAIN, ALIAS, EVERYTHING], ids=["plain", "alias", "everything"])
def test_a_link_is_found_as_it_was_made(store: Store, link: Link) -> None:
    assert store.find(link.code) is None
    store.create(link)
    assert store.find(link.code) == link


@pytest.mark.parametrize("spelling", ["Promo", "promo", "PROMO", "pROMO"])
def test_an_alias_is_found_in_any_case(store: Store, spelling: str) -> None:
    store.create(ALIAS)
    assert store.find(spelling) == ALIAS


@pytest.mark.parametrize("spelling", ["ab3xy7q", "AB3XY7Q"])
def test_a_generated_code_is_found_as_it_is_spelt_only(store: Store, spelling: str) -> None:
    store.create(PLAIN)
    assert store.find(spelling) is None


def test_the_exact_code_goes_before_an_alias_in_another_case(store: Store) -> None:
    alias = replace(ALIAS, code="AB3XY7Q")
    store.create(PLAIN)
    store.create(alias)
    assert store.find(PLAIN.code) == PLAIN
    assert store.find(alias.code) == alias
    assert store.find("ab3xy7q") == alias


@pytest.mark.parametrize("code", ["~promo", "#ids", "x" * 3_000, "ß" * 1_500, "Pr", "Promo/"])
def test_X9_what_is_no_code_is_not_found(store: Store, code: str) -> None:
    store.create(ALIAS)
    store.lease(10)
    assert store.find(code) is None


@pytest.mark.parametrize("code", ["Promo", "promo", "PROMO"])
def test_L6_an_alias_is_made_once_in_any_case_and_nothing_is_half_done(
    store: Store, code: str
) -> None:
    store.create(ALIAS)
    with pytest.raises(AliasTaken):
        store.create(replace(ALIAS, code=code, owner_id="u-2", target="https://x.example/"))
    assert store.find(code) == ALIAS
    assert codes(store, "u-2", most=10) == []


def test_an_alias_cannot_be_spelt_like_a_code_that_was_given_out(store: Store) -> None:
    store.create(PLAIN)
    with pytest.raises(AliasTaken):
        store.create(replace(ALIAS, code=PLAIN.code))
    assert store.find(PLAIN.code) == PLAIN
    assert store.find(PLAIN.code.upper()) is None


def test_a_code_that_is_an_alias_already_is_not_given_out(store: Store) -> None:
    alias = replace(ALIAS, code=PLAIN.code)
    store.create(alias)
    with pytest.raises(AliasTaken):
        store.create(PLAIN)
    assert store.find(PLAIN.code) == alias


def test_L6_of_many_creators_of_one_alias_one_gets_it(store: Store) -> None:
    spellings = ["Promo", "promo", "PROMO", "pROMO"]
    wishes = [replace(ALIAS, code=spellings[n % 4], owner_id=f"u-{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as creators:
        refused = list(creators.map(lambda wish: taken(store, wish), wishes))
    assert refused.count(False) == 1
    winner = wishes[refused.index(False)]
    assert [store.find(spelling) for spelling in spellings] == [winner] * 4
    assert [n for n in range(8) if codes(store, f"u-{n}", most=10)] == [refused.index(False)]


@pytest.mark.parametrize(
    "change",
    [
        {"target": "https://b.example/"},
        {"title": "T", "tags": ("x", "y")},
        {"tags": ()},
        {"enabled": False},
        {"enabled": True},
        {"banned": True},
        {"deleted_at": LATER},
        {"expires_at": None, "password_hash": None, "max_clicks": None, "rules": ()},
    ],
    ids=str,
)
@pytest.mark.parametrize("before", [PLAIN, replace(EVERYTHING, banned=False, deleted_at=None)])
def test_a_link_is_replaced_by_its_next_version(
    store: Store, before: Link, change: dict[str, Any]
) -> None:
    store.create(before)
    after = newer(before, **change)
    store.replace(after)
    assert store.find(before.code) == after
    assert list(all_of(store, "u-1", most=10)) == [after]


@pytest.mark.parametrize("versions_on", [0, 2])
def test_of_two_edits_of_one_version_the_second_is_refused(store: Store, versions_on: int) -> None:
    store.create(PLAIN)
    store.replace(first := newer(PLAIN, title="first"))
    with pytest.raises(EditedMeanwhile):
        store.replace(replace(first, version=first.version + versions_on, title="second"))
    assert store.find(PLAIN.code) == first


def test_of_many_edits_at_once_one_is_done(store: Store) -> None:
    store.create(PLAIN)

    def edit(n: int) -> int | None:
        try:
            store.replace(newer(PLAIN, title=f"title {n}"))
        except EditedMeanwhile:
            return None
        return n

    with ThreadPoolExecutor(8) as editors:
        (done,) = [n for n in editors.map(edit, range(8)) if n is not None]
    assert store.find(PLAIN.code) == newer(PLAIN, title=f"title {done}")


@pytest.mark.parametrize("link", [PLAIN, replace(EVERYTHING, is_alias=False)])
def test_X4_what_is_repeated_as_its_answer_was_lost_is_done_once(store: Store, link: Link) -> None:
    store.create(link)
    store.create(link)
    after = newer(link, title="T", tags=("x",))
    store.replace(after)
    store.replace(after)
    assert store.find(link.code) == after
    assert list(all_of(store, link.owner_id, most=10)) == [after]


def test_X4_a_code_of_somebody_elses_is_no_repetition(store: Store) -> None:
    store.create(PLAIN)
    with pytest.raises(AliasTaken):
        store.create(replace(PLAIN, owner_id="u-2"))
    store.replace(after := newer(PLAIN, tags=("x",)))
    with pytest.raises(EditedMeanwhile):
        store.replace(replace(after, tags=("y",)))
    with pytest.raises(AliasTaken):
        store.create(PLAIN)
    assert store.find(PLAIN.code) == after


def test_an_edit_makes_no_link(store: Store) -> None:
    with pytest.raises(EditedMeanwhile):
        store.replace(newer(PLAIN))
    assert store.find(PLAIN.code) is None


def test_an_edit_leaves_the_visits_that_were_used(dynamodb: Any) -> None:
    store, key = DynamoLinks(client=dynamodb, table=URLS.name), {"code": {"S": PLAIN.code}}
    store.create(replace(PLAIN, max_clicks=5))
    dynamodb.update_item(
        TableName=URLS.name,
        Key=key,
        UpdateExpression="ADD usedClicks :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
    )
    store.replace(newer(PLAIN, max_clicks=9))
    store.replace(newer(PLAIN, max_clicks=9))  # X4: its answer was lost
    assert dynamodb.get_item(TableName=URLS.name, Key=key)["Item"]["usedClicks"] == {"N": "1"}


@pytest.mark.parametrize("most", [1, 2, 3, 7, 8, 100])
def test_pages_hold_every_link_of_an_owner_once_newest_first(store: Store, most: int) -> None:
    for n in range(7):  # two in each second, so that the code decides too
        link = replace(PLAIN, code=f"c{n}", created_at=AT + timedelta(seconds=n // 2))
        store.create(replace(link, deleted_at=LATER if n == 3 else None))
    store.create(replace(PLAIN, code="other", owner_id="u-2"))
    assert codes(store, "u-1", most=most) == ["c6", "c5", "c4", "c3", "c2", "c1", "c0"]
    assert codes(store, "u-2", most=most) == ["other"]
    assert codes(store, "u-3", most=most) == []


def test_a_page_has_no_more_links_than_asked_for_and_says_where_it_ended(store: Store) -> None:
    for n in range(5):
        store.create(replace(PLAIN, code=f"c{n}"))
    page = store.page("u-1", after=None, most=2)
    assert [link.code for link in page.links] == ["c4", "c3"]
    assert page.position is not None
    store.create(replace(PLAIN, code="c9"))  # what comes meanwhile moves nothing
    store.bury(replace(PLAIN, code="c3"))  # nor does what goes
    page = store.page("u-1", after=page.position, most=2)
    assert [link.code for link in page.links] == ["c2", "c1"]


@pytest.mark.parametrize("link", [PLAIN, ALIAS, replace(EVERYTHING, version=7)])
def test_X12_what_is_buried_leaves_its_code_and_nothing_else(store: Store, link: Link) -> None:
    store.create(link)
    store.bury(link)
    assert store.find(link.code) == Link(
        code=link.code,
        owner_id="",
        target="https://deleted.invalid/",
        created_at=AT,
        is_alias=link.is_alias,
        deleted_at=AT,
        version=link.version + 1,
    )
    assert codes(store, "u-1", most=10) == []
    with pytest.raises(EditedMeanwhile):
        store.replace(newer(link))


@pytest.mark.parametrize("wish", [PLAIN, ALIAS, replace(ALIAS, code="PROMO")], ids=lambda w: w.code)
@pytest.mark.parametrize("gone", ["deleted", "buried"])
def test_what_is_gone_is_never_given_out_again(store: Store, wish: Link, gone: str) -> None:
    for link in (PLAIN, ALIAS):
        store.create(link)
        if gone == "buried":
            store.bury(link)
        else:
            store.replace(newer(link, deleted_at=LATER))
    with pytest.raises(AliasTaken):
        store.create(wish)


def test_X12_the_table_holds_no_word_of_a_buried_link(dynamodb: Any) -> None:
    store = DynamoLinks(client=dynamodb, table=URLS.name)
    store.create(EVERYTHING)
    store.bury(EVERYTHING)
    left = dynamodb.scan(TableName=URLS.name)["Items"]
    assert sorted(item["code"]["S"] for item in left) == ["Promo", "~promo"]
    for word in ("u-1", "example", "Größe", "scrypt", "a b"):
        assert word not in str(left)


def test_L5_a_block_of_ids_is_leased_once(store: Store) -> None:
    with ThreadPoolExecutor(8) as sandboxes:
        starts = list(sandboxes.map(lambda _: store.lease(1_000), range(20)))
    assert sorted(starts) == list(range(0, 20_000, 1_000))
    assert store.lease(1) == 20_000
    assert store.lease(5) == 20_001


def test_the_counter_of_ids_is_nobodys_link(store: Store) -> None:
    store.lease(1_000)
    store.create(PLAIN)
    assert codes(store, "u-1", most=10) == [PLAIN.code]
