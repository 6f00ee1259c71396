"""The table ``notices`` as its users see it: the fake and DynamoDB behave alike."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from contracts.tables.social_notices import NOTICES
from social.adapters.notice_table import NoticeTable
from social.notices.model import Deed, Group, Subject
from social.notices.ports import NoticeStore
from tests.fakes.social_search import FakeNotices
from tests.tables import create_table


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Iterator[NoticeStore]:
    if request.param == "fake":
        yield FakeNotices()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        create_table(client, NOTICES)
        yield NoticeTable(client=client, table=NOTICES.name)


def liked(number: int, recipient: str = "ada") -> Subject:
    return Subject(recipient=recipient, type="like", tweet_id=f"17950000000000000{number:02}")


def put(store: NoticeStore, subject: Subject, **actors: int) -> None:
    group = store.group(subject)
    for actor, at in actors.items():
        group = group.joined(actor, at)
    assert store.save(group)


def test_S17_a_deed_is_told_until_it_is_taken_back_and_never_again(store: NoticeStore) -> None:
    deed = Deed(subject=liked(1), actor="bob", at=7)
    assert store.note(deed)
    assert store.note(deed)  # a replay
    store.revoke(deed)
    store.revoke(deed)
    assert not store.note(deed)
    assert store.note(Deed(subject=liked(1), actor="eve", at=7))


def test_S17_a_deed_taken_back_before_it_came_is_never_told(store: NoticeStore) -> None:
    deed = Deed(subject=Subject(recipient="ada", type="follow"), actor="bob", at=7)
    store.revoke(deed)
    assert not store.note(deed)
    other = Deed(subject=Subject(recipient="eve", type="follow"), actor="bob", at=7)
    assert store.note(other)


def test_a_group_comes_back_whole(store: NoticeStore) -> None:
    assert store.group(liked(1)) == Group(subject=liked(1))
    put(store, liked(1), bob=5, eve=7)
    found = store.group(liked(1))
    assert (dict(found.actors), found.more, found.at) == ({"bob": 5, "eve": 7}, False, 7)


def test_a_group_that_changed_meanwhile_is_not_overwritten(store: NoticeStore) -> None:
    put(store, liked(1), bob=5)
    stale = store.group(liked(1))
    put(store, liked(1), eve=7)
    assert not store.save(stale.joined("zoe", 9))
    assert not store.save(stale.left("bob"))
    assert not store.save(Group(subject=liked(1)).joined("zoe", 9))
    assert set(store.group(liked(1)).actors) == {"bob", "eve"}


def test_a_group_nobody_is_left_in_is_gone(store: NoticeStore) -> None:
    put(store, liked(1), bob=5)
    assert store.save(store.group(liked(1)).left("bob"))
    assert store.group(liked(1)).version == 0
    assert list(store.page("ada", after=None, most=10).groups) == []


def test_pages_hold_every_group_once_the_latest_first(store: NoticeStore) -> None:
    for number in range(7):
        put(store, liked(number), bob=100 + number)
    put(store, liked(1, recipient="eve"), bob=1)
    store.mark_seen("ada", 3)
    seen, position = [], None
    while True:
        page = store.page("ada", after=position, most=3)
        seen += [group.at for group in page.groups]
        position = page.position
        if position is None:
            break
    assert seen == [106, 105, 104, 103, 102, 101, 100]


def test_what_is_new_is_later_than_seen(store: NoticeStore) -> None:
    for number in range(4):
        put(store, liked(number), bob=100 + number)
    assert [group.at for group in store.since("ada", 101, most=10)] == [103, 102]
    assert [group.at for group in store.since("ada", 0, most=1)] == [103]


def test_seen_never_goes_back(store: NoticeStore) -> None:
    assert store.seen("ada") == 0
    for at in (5, 9, 7):
        store.mark_seen("ada", at)
    assert store.seen("ada") == 9


def test_X12_nothing_that_somebody_was_told_stays(store: NoticeStore) -> None:
    put(store, liked(1), bob=5)
    put(store, liked(1, recipient="eve"), bob=5)
    store.mark_seen("ada", 9)
    store.forget("ada")
    assert store.seen("ada") == 0
    assert list(store.page("ada", after=None, most=10).groups) == []
    assert len(store.page("eve", after=None, most=10).groups) == 1
