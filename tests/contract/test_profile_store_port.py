"""Profiles in the table ``viewers`` and records of videos: the fake and DynamoDB behave alike."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from contracts.tables.video import VIDEOS
from contracts.tables.video_viewing import VIEWERS
from tests.fakes.video_viewing import AT, FakeProfileStore, FakeVideos, a_profile, a_video
from tests.tables import create_table
from video.adapters.profile_table import ProfileTable
from video.adapters.video_items import item_of
from video.adapters.video_reading import VideoReader
from video.errors import LastProfile, ProfileNotFound, TooManyProfiles
from video.ports import Videos
from video.viewing.ports import ProfileStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FILMS = (a_video("v-1"), a_video("v-2", deleted=True))


@pytest.fixture
def dynamodb() -> "Iterator[DynamoDBClient]":
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, VIEWERS)
        create_table(client, VIDEOS)
        yield client


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest, dynamodb: "DynamoDBClient") -> ProfileStore:
    if request.param == "fake":
        return FakeProfileStore()
    return ProfileTable(client=dynamodb, table=VIEWERS.name)


@pytest.fixture(params=["fake", "dynamodb"])
def videos(request: pytest.FixtureRequest, dynamodb: "DynamoDBClient") -> Videos:
    if request.param == "fake":
        fake = FakeVideos()
        fake.add(*FILMS)
        return fake
    for film in FILMS:
        dynamodb.put_item(TableName=VIDEOS.name, Item=item_of(film))
    return VideoReader(client=dynamodb, table=VIDEOS.name)


def test_an_account_has_one_first_profile_only(store: ProfileStore) -> None:
    assert store.found(a_profile("p-1"))
    assert not store.found(a_profile("p-2"))
    assert [each.id for each in store.of("ada")] == ["p-1"]
    assert store.of("bob") == []


def test_a_profile_comes_back_whole_and_the_oldest_is_first(store: ProfileStore) -> None:
    second = a_profile("p-2", at=AT + 1, kids=True, maturity="7+", pin_hash="scrypt$a$b")
    store.found(a_profile("p-9"))
    store.add(second, most=5)
    assert [each.id for each in store.of("ada")] == ["p-9", "p-2"]
    assert store.of("ada")[1] == second


def test_there_are_never_more_than_the_limit(store: ProfileStore) -> None:
    store.found(a_profile("p-0"))
    for number in range(1, 5):
        store.add(a_profile(f"p-{number}"), most=5)
    with pytest.raises(TooManyProfiles):
        store.add(a_profile("p-5"), most=5)
    store.remove("ada", "p-3")
    store.add(a_profile("p-6"), most=5)
    assert len(store.of("ada")) == 5


def test_the_last_one_stays(store: ProfileStore) -> None:
    store.found(a_profile("p-1"))
    with pytest.raises(LastProfile):
        store.remove("ada", "p-1")
    with pytest.raises(ProfileNotFound):
        store.remove("ada", "p-2")
    assert len(store.of("ada")) == 1


def test_only_what_is_there_is_changed(store: ProfileStore) -> None:
    store.found(a_profile("p-1"))
    changed = replace(a_profile("p-1"), name="Ada", maturity="13+")
    store.save(changed)
    assert store.of("ada") == [changed]
    with pytest.raises(ProfileNotFound):
        store.save(a_profile("p-2"))


def test_X12_no_profile_of_who_left_stays(store: ProfileStore) -> None:
    store.found(a_profile("p-1"))
    store.found(a_profile("p-2", owner="bob"))
    store.forget("ada")
    assert store.of("ada") == []
    assert len(store.of("bob")) == 1
    assert store.found(a_profile("p-3"))  # nothing is left that would be in the way


def test_records_are_found_also_deleted_ones(videos: Videos) -> None:
    assert videos.find("v-1") == FILMS[0]
    assert videos.find("v-3") is None
    assert videos.find_many(["v-1", "v-2", "v-1", "v-3"]) == {f.id: f for f in FILMS}
    assert videos.find_many([]) == {}
