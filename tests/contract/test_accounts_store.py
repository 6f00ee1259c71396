"""One suite for ``AccountStore``: the fake, and the tables on moto."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from moto import mock_aws

from accounts.adapters.accounts_table import DynamoAccounts
from accounts.adapters.credentials import DynamoCredentials
from accounts.adapters.departures import DynamoLeftovers
from accounts.errors import AccountErased, AccountNotFound, KeyNotFound, TooManyKeys, UsernameTaken
from accounts.model import KEYS_PER_PERSON, Account, ApiKey, Standing, Subscription
from accounts.ports import AccountStore
from contracts.tables.accounts import ACCOUNTS, API_KEYS
from tests.fakes.accounts import FakeAccounts
from tests.tables import create_table

AT = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADA = Account(id="u-1", username="Ada", created_at=AT)
KEY = ApiKey(
    id="k-1",
    hash="aa" * 32,
    owner_id="u-1",
    owner_name="Ada",
    name="ci",
    scopes=("links:read", "account:read"),
    ending="wxyz",
    created_at=AT,
    expires_at=AT + timedelta(days=1),
)


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCOUNT_ID_ENDPOINT_MODE", "disabled")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        client = boto3.client("dynamodb")
        create_table(client, ACCOUNTS)
        create_table(client, API_KEYS)
        yield client


def on_tables(client: Any) -> DynamoAccounts:
    return DynamoAccounts(client=client, accounts=ACCOUNTS.name, api_keys=API_KEYS.name)


@pytest.fixture(params=["fake", "tables"])
def store(request: pytest.FixtureRequest) -> AccountStore:
    if request.param == "fake":
        return FakeAccounts()
    return on_tables(request.getfixturevalue("dynamodb"))


def test_an_account_is_found_as_it_was_made(store: AccountStore) -> None:
    assert store.find("u-1") is None
    store.create(ADA)
    assert store.find("u-1") == ADA


def test_a_picture_is_shown_until_another_or_none_is(store: AccountStore) -> None:
    store.create(ADA)
    for url in ("https://a.example/1.webp", "https://a.example/2.webp", None, None):
        store.portray("u-1", url)
        assert store.find("u-1") == replace(ADA, avatar_url=url)


def test_X12_nobody_is_portrayed_once_they_are_erased(store: AccountStore) -> None:
    with pytest.raises(AccountErased):
        store.portray("u-1", "https://a.example/1.webp")
    store.create(ADA)
    store.erase(ADA, event_id="e-1", at=AT)
    with pytest.raises(AccountErased):
        store.portray("u-1", "https://a.example/1.webp")


def test_a_picture_counts_as_a_change_to_be_told_of(dynamodb: Any) -> None:
    store = on_tables(dynamodb)
    store.create(ADA)
    store.portray("u-1", "https://a.example/1.webp")
    key = {"pk": {"S": "user#u-1"}, "sk": {"S": "profile"}}
    item = dynamodb.get_item(TableName=ACCOUNTS.name, Key=key)["Item"]
    assert item["revision"] == {"N": "2"}


def test_making_it_twice_changes_nothing(store: AccountStore) -> None:
    store.create(ADA)
    store.edit("u-1", display_name="Ada L.", bio=None)
    store.create(ADA)
    assert store.find("u-1") == replace(ADA, display_name="Ada L.")


def test_a_username_is_claimed_regardless_of_case_and_nothing_is_half_done(
    store: AccountStore,
) -> None:
    store.create(ADA)
    with pytest.raises(UsernameTaken):
        store.create(Account(id="u-2", username="ADA", created_at=AT))
    assert store.find("u-2") is None


def test_an_edit_keeps_what_is_not_named(store: AccountStore) -> None:
    store.create(ADA)
    assert store.edit("u-1", display_name=None, bio="Numbers").bio == "Numbers"
    assert store.edit("u-1", display_name="A", bio=None).bio == "Numbers"
    assert store.edit("u-1", display_name=None, bio=None).display_name == "A"


def test_a_picture_is_shown_where_there_is_one_and_goes_with_the_account(dynamodb: Any) -> None:
    store, picture = on_tables(dynamodb), "https://s.example/media/u-1.webp"
    store.create(ADA)
    assert store.find("u-1") == replace(ADA, avatar_url=None)
    dynamodb.update_item(
        TableName=ACCOUNTS.name,
        Key={"pk": {"S": "user#u-1"}, "sk": {"S": "profile"}},
        UpdateExpression="SET avatarUrl = :url",
        ExpressionAttributeValues={":url": {"S": picture}},
    )
    assert store.find("u-1") == replace(ADA, avatar_url=picture)
    assert store.edit("u-1", display_name=None, bio="Numbers").avatar_url == picture
    store.erase(ADA, event_id="e-1", at=AT)
    assert picture not in str(dynamodb.scan(TableName=ACCOUNTS.name)["Items"])


def test_a_plan_is_kept(store: AccountStore) -> None:
    store.create(ADA)
    assert store.subscription("u-1") == Subscription()
    for plan in (Subscription(plan="premium", ends_at=AT), Subscription(plan="standard")):
        store.subscribe("u-1", plan)
        assert store.subscription("u-1") == plan


def test_keys_come_and_go(store: AccountStore) -> None:
    store.create(ADA)
    younger = replace(KEY, id="k-0", hash="bb" * 32, created_at=AT + timedelta(1), expires_at=None)
    store.add_key(younger)
    store.add_key(KEY)
    assert store.keys("u-1") == [KEY, younger]
    store.delete_key("u-1", "k-1")
    assert store.keys("u-1") == [younger]
    for user_id, key_id in (("u-1", "k-1"), ("u-2", "k-0")):
        with pytest.raises(KeyNotFound):
            store.delete_key(user_id, key_id)


def test_keys_are_limited_and_a_deleted_one_makes_room(store: AccountStore) -> None:
    store.create(ADA)
    for n in range(KEYS_PER_PERSON):
        store.add_key(replace(KEY, id=f"k-{n}", hash=f"{n:064}"))
    with pytest.raises(TooManyKeys):
        store.add_key(replace(KEY, id="k-x"))
    assert len(store.keys("u-1")) == KEYS_PER_PERSON
    store.delete_key("u-1", "k-3")
    store.add_key(replace(KEY, id="k-x"))


def test_X12_after_erasure_nothing_can_be_done_and_the_name_is_free(store: AccountStore) -> None:
    store.create(ADA)
    store.erase(ADA, event_id="e-1", at=AT)
    store.erase(ADA, event_id="e-2", at=AT)
    with pytest.raises(AccountErased):
        store.find("u-1")
    with pytest.raises(AccountErased):
        store.create(ADA)
    with pytest.raises(AccountErased):
        store.edit("u-1", display_name="x", bio=None)
    with pytest.raises(AccountErased):
        store.subscribe("u-1", Subscription(plan="premium"))
    with pytest.raises(AccountErased):
        store.add_key(KEY)
    other = Account(id="u-2", username="ada", created_at=AT)
    store.create(other)
    assert store.find("u-2") == other


def test_only_who_is_there_can_be_banned(store: AccountStore) -> None:
    store.create(ADA)
    store.ban("u-1", at=AT)
    store.ban("u-1", at=None)
    with pytest.raises(AccountNotFound):
        store.ban("u-2", at=AT)


def test_a_ban_and_its_end_change_the_profile_so_that_everybody_is_told(dynamodb: Any) -> None:
    store = on_tables(dynamodb)
    store.create(ADA)
    key = {"pk": {"S": "user#u-1"}, "sk": {"S": "profile"}}

    def told() -> tuple[int, bool]:
        item = dynamodb.get_item(TableName=ACCOUNTS.name, Key=key)["Item"]
        return int(item["revision"]["N"]), "bannedAt" in item

    assert told() == (1, False)
    store.ban("u-1", at=AT)
    assert told() == (2, True)
    store.ban("u-1", at=None)
    assert told() == (3, False)
    store.erase(ADA, event_id="e", at=AT)
    with pytest.raises(AccountNotFound):
        store.ban("u-1", at=AT)


def test_the_authorizer_sees_keys_bans_and_erasures(dynamodb: Any) -> None:
    store = on_tables(dynamodb)

    def fresh() -> DynamoCredentials:
        return DynamoCredentials(client=dynamodb, table=API_KEYS.name, keep_seconds=20)

    store.create(ADA)
    assert fresh().key(KEY.hash) is None
    assert fresh().standing("u-1") == Standing()
    store.add_key(KEY)
    assert fresh().key(KEY.hash) == KEY
    store.ban("u-1", at=AT)
    assert fresh().standing("u-1") == Standing(banned=True)
    store.ban("u-1", at=None)
    store.erase(ADA, event_id="e", at=AT)
    assert fresh().standing("u-1") == Standing(erased=True)


def test_a_revoked_key_is_forgotten_within_twenty_seconds(dynamodb: Any) -> None:
    store, seconds = on_tables(dynamodb), [0.0]
    credentials = DynamoCredentials(
        client=dynamodb, table=API_KEYS.name, keep_seconds=20, now=lambda: seconds[0]
    )
    store.create(ADA)
    store.add_key(KEY)
    assert credentials.key(KEY.hash) == KEY
    store.delete_key("u-1", "k-1")
    assert credentials.key(KEY.hash) == KEY
    seconds[0] += 20
    assert credentials.key(KEY.hash) is None


def test_X2_where_nothing_is_kept_a_revoked_key_and_a_ban_act_at_once(dynamodb: Any) -> None:
    store = on_tables(dynamodb)
    credentials = DynamoCredentials(client=dynamodb, table=API_KEYS.name, keep_seconds=0)
    store.create(ADA)
    store.add_key(KEY)
    assert credentials.key(KEY.hash) == KEY
    assert credentials.standing("u-1") == Standing()
    store.delete_key("u-1", "k-1")
    store.ban("u-1", at=AT)
    assert credentials.key(KEY.hash) is None
    assert credentials.standing("u-1") == Standing(banned=True)


def test_X12_the_outbox_row_names_the_person_and_the_leftovers_go(dynamodb: Any) -> None:
    store = on_tables(dynamodb)
    store.create(ADA)
    store.subscribe("u-1", Subscription(plan="premium"))
    store.add_key(KEY)
    store.erase(ADA, event_id="e-1", at=AT)
    leftovers = DynamoLeftovers(client=dynamodb, accounts=ACCOUNTS.name, api_keys=API_KEYS.name)
    leftovers.remove_keys("u-1")
    leftovers.remove_keys("u-1")
    left = dynamodb.scan(TableName=ACCOUNTS.name)["Items"]
    assert sorted(item["pk"]["S"] for item in left) == ["outbox#e-1", "user#u-1"]
    leftovers.remove_row("e-1")
    (tombstone,) = dynamodb.scan(TableName=ACCOUNTS.name)["Items"]
    assert set(tombstone) == {"pk", "sk", "erasedAt"}
    (standing,) = dynamodb.scan(TableName=API_KEYS.name)["Items"]
    assert set(standing) == {"keyHash", "erasedAt"}
