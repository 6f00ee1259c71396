"""Follows, blocks, mutes and copies of people: one suite for the fakes and the tables."""

from collections.abc import Callable, Iterator, Sequence

import boto3
import pytest
from moto import mock_aws

from contracts.tables import accounts, social
from social.adapters.people_table import CopiedPeople, DynamoPeople
from social.errors import UserBlocked
from social.model import Person, PersonCounts
from social.ports import Linked
from tests.contract.social_stores import (
    START,
    Stores,
    fakes,
    person,
    tables,
)
from tests.tables import create_table


@pytest.fixture(params=["fake", "tables"])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        yield fakes()
    else:
        with mock_aws():
            yield tables()


def test_a_follow_counts_at_both_ends_once(stores: Stores) -> None:
    graph = stores.graph
    assert [graph.follow("ada", person("grace"), at=START) for _ in range(2)] == [True, False]
    assert graph.followees("ada") == {"grace"}
    assert graph.follows("ada", ["grace", "edsger"]) == {"grace"}
    assert stores.counts.of_person("ada") == PersonCounts(following=1)
    assert stores.counts.of_person("grace") == PersonCounts(followers=1)
    assert [graph.unfollow("ada", "grace") for _ in range(2)] == [True, False]
    assert stores.counts.of_person("ada") == stores.counts.of_person("grace") == PersonCounts()


def test_S12_a_block_ends_both_follows_and_forbids_new_ones(stores: Stores) -> None:
    graph = stores.graph
    graph.follow("ada", person("grace"), at=START)
    graph.follow("grace", person("ada"), at=START)
    assert [graph.block("ada", "grace", at=START) for _ in range(2)] == [True, False]
    assert graph.followees("ada") == graph.followees("grace") == frozenset()
    assert stores.counts.of_person("ada") == stores.counts.of_person("grace") == PersonCounts()
    for user, other in (("ada", "grace"), ("grace", "ada")):
        with pytest.raises(UserBlocked):
            graph.follow(user, person(other), at=START)
    assert graph.relations("ada").blocks == {"grace"}
    assert graph.relations("grace").blocked_by == {"ada"}
    assert [graph.unblock("ada", "grace") for _ in range(2)] == [True, False]
    assert graph.follow("grace", person("ada"), at=START) is True


def test_S12_a_block_of_who_follows_one_way_counts_that_way(stores: Stores) -> None:
    stores.graph.follow("grace", person("ada"), at=START)
    stores.graph.block("ada", "grace", at=START)
    assert stores.counts.of_person("ada") == stores.counts.of_person("grace") == PersonCounts()


def test_S12_who_is_apart_is_seen_from_both_sides(stores: Stores) -> None:
    stores.graph.block("ada", "grace", at=START)
    assert stores.graph.apart("ada", ["grace", "edsger"]) == {"grace"}
    assert stores.graph.apart("grace", ["ada"]) == {"ada"}
    assert stores.graph.blockers_among("grace", ["ada"]) == {"ada"}
    assert stores.graph.blockers_among("ada", ["grace"]) == frozenset()


def test_S12_a_mute_is_one_sided(stores: Stores) -> None:
    graph = stores.graph
    assert [graph.mute("ada", "grace", at=START) for _ in range(2)] == [True, False]
    assert graph.relations("ada").mutes == {"grace"}
    assert graph.relations("grace").mutes == frozenset()
    assert graph.muted_among("ada", ["grace", "x"]) == {"grace"}
    assert [graph.unmute("ada", "grace") for _ in range(2)] == [True, False]


def test_lists_of_people_page_to_their_end(stores: Stores) -> None:
    names = [f"u{n}" for n in range(5)]
    for name in names:
        stores.graph.follow(name, person("ada"), at=START)
        stores.graph.follow("ada", person(name), at=START)
        stores.graph.mute("ada", name, at=START)
    ada = person("ada")
    lists: tuple[Callable[[str | None], Sequence[Linked]], ...] = (
        lambda after: stores.graph.followers(ada, after=after, most=2),
        lambda after: stores.graph.following("ada", after=after, most=2),
        lambda after: stores.graph.muted("ada", after=after, most=2),
    )
    for read in lists:
        seen: list[str] = []
        page = read(None)
        while page:
            seen += [link.user_id for link in page]
            page = read(page[-1].position)
        assert sorted(seen) == names


def test_followers_of_somebody_wide_are_listed_from_every_shard(stores: Stores) -> None:
    early, late = person("ada"), person("ada", wide=True)
    stores.graph.follow("first", early, at=START)
    for n in range(20):
        stores.graph.follow(f"u{n}", late, at=START)
    seen: list[str] = []
    page = stores.graph.followers(late, after=None, most=6)
    while page:
        seen += [link.user_id for link in page]
        page = stores.graph.followers(late, after=page[-1].position, most=6)
    assert sorted(seen) == sorted(["first", *(f"u{n}" for n in range(20))])
    assert stores.graph.unfollow("u7", "ada") is True


@pytest.fixture
def copies() -> Iterator[tuple[CopiedPeople, DynamoPeople]]:
    with mock_aws():
        client = boto3.client("dynamodb")
        for table in (social.PEOPLE, accounts.ACCOUNTS):
            create_table(client, table)
        client.put_item(
            TableName="accounts",
            Item={
                "pk": {"S": accounts.person("u-1")},
                "sk": {"S": accounts.PROFILE},
                "username": {"S": "Ada"},
                "displayName": {"S": ""},
                "bio": {"S": ""},
                "createdAt": {"S": "2026-11-23T12:00:00+00:00"},
                "revision": {"N": "1"},
            },
        )
        client.put_item(
            TableName="accounts",
            Item={
                "pk": {"S": accounts.name_claim("Ada")},
                "sk": {"S": accounts.CLAIM},
                "userId": {"S": "u-1"},
            },
        )
        copied = CopiedPeople(client=client, table="people")
        yield copied, DynamoPeople(copies=copied, client=client, accounts="accounts")


Copies = tuple[CopiedPeople, DynamoPeople]


def test_who_was_not_told_of_is_found_in_accounts_and_copied(copies: Copies) -> None:
    copied, people = copies
    found = people.find("ADA")
    assert found is not None
    assert (found.id, found.username, found.revision) == ("u-1", "Ada", 1)
    assert people.find("u-1") == found
    assert copied.named("ada") == "u-1"
    assert people.find("nobody") is None


def test_a_later_profile_wins_in_any_order(copies: Copies) -> None:
    copied, people = copies
    for revision in (3, 2, 3, 1):
        copied.keep(
            Person(id="u-1", username="Ada", display_name=f"v{revision}", revision=revision)
        )
    found = people.find("u-1")
    assert found is not None
    assert found.display_name == "v3"


def test_a_profile_keeps_how_followers_are_reached(copies: Copies) -> None:
    copied, people = copies
    people.find("u-1")
    people.mark("u-1", at=START, celebrity=True, wide=True)
    copied.keep(Person(id="u-1", username="Ada", avatar_url="https://x/a", revision=2))
    found = people.find("u-1")
    assert found is not None
    assert (found.celebrity, found.wide, found.avatar_url) == (True, True, "https://x/a")
    people.mark("u-1", at=START, celebrity=False)
    assert people.of(["u-1"])["u-1"].celebrity is False


def test_who_is_banned_is_not_there_until_let_in_again(copies: Copies) -> None:
    copied, people = copies
    people.find("u-1")
    people.mark("u-1", at=START, wide=True)
    copied.keep(Person(id="u-1", username="Ada", revision=2, banned=True))
    assert people.of(["u-1"]) == {}
    assert people.find("ada") is None
    copied.keep(Person(id="u-1", username="Ada", revision=1))  # told late
    assert people.find("u-1") is None
    copied.keep(Person(id="u-1", username="Ada", revision=3))
    assert people.of(["u-1"])["u-1"].wide


def test_who_was_banned_before_anybody_told_us_is_not_there(copies: Copies) -> None:
    _, people = copies
    client = boto3.client("dynamodb")
    client.update_item(
        TableName="accounts",
        Key={"pk": {"S": accounts.person("u-1")}, "sk": {"S": accounts.PROFILE}},
        UpdateExpression="SET bannedAt = :at",
        ExpressionAttributeValues={":at": {"S": "2026-11-23T12:00:00+00:00"}},
    )
    assert people.find("u-1") is None
    assert people.find("Ada") is None


def test_X12_a_late_event_does_not_bring_back_who_was_erased(copies: Copies) -> None:
    copied, people = copies
    people.find("u-1")
    copied.bury("u-1", at=START)
    copied.keep(Person(id="u-1", username="Ada", revision=9))
    assert people.find("u-1") is None
    assert people.of(["u-1"]) == {}
