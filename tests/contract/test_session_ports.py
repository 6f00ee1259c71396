"""The table ``video-sessions``, resume points, plans: the fakes and DynamoDB behave alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from accounts.adapters.accounts_table import DynamoAccounts
from accounts.model import Account, Subscription
from contracts.tables.accounts import ACCOUNTS, API_KEYS
from contracts.tables.video_sessions import VIDEO_SESSIONS
from contracts.tables.video_viewing import VIEWERS
from tests.fakes.core import NOON, FakeClock
from tests.fakes.video_playback import FakeResumePoints, FakeSessions, a_session
from tests.tables import create_table
from video.adapters.plan_reading import PlanReader
from video.adapters.resume_table import ResumeTable
from video.adapters.session_table import SessionTable
from video.playback.model import Session
from video.playback.ports import ResumePoints, Running, Sessions

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture
def dynamodb() -> "Iterator[DynamoDBClient]":
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        for table in (VIDEO_SESSIONS, VIEWERS, ACCOUNTS, API_KEYS):
            create_table(client, table)
        yield client


@pytest.fixture(params=["fake", "dynamodb"])
def store(request: pytest.FixtureRequest, dynamodb: "DynamoDBClient") -> Sessions:
    if request.param == "fake":
        return FakeSessions()
    return SessionTable(client=dynamodb, table=VIDEO_SESSIONS.name)


@pytest.fixture(params=["fake", "dynamodb"])
def points(request: pytest.FixtureRequest, dynamodb: "DynamoDBClient") -> ResumePoints:
    if request.param == "fake":
        return FakeResumePoints()
    return ResumeTable(client=dynamodb, table=VIEWERS.name)


def put(store: Sessions, session: Session, *leaving: Session) -> Session:
    assert store.start(session, beside=store.running(session.owner_id), leaving=leaving)
    return found(store, session.id)


def found(store: Sessions, session_id: str) -> Session:
    session = store.find(session_id)
    assert session is not None
    return session


def test_a_session_comes_back_whole(store: Sessions) -> None:
    full = a_session(
        at=1_795_435_200_123,
        position=12.345,
        quality="480p",
        watched=0.001,
        seconds_at={"480p": 7.5, "4K": 100.0},
        switches=3,
        startup_ms=0,
        rebuffers=2,
        stalled=1.25,
        free_until=1_795_435_200_124,
    )
    assert put(store, full) == replace(full, version=1)
    assert store.find("s-2") is None


def test_places_are_seen_at_once_and_given_back(store: Sessions) -> None:
    assert store.running("ada") == Running()
    put(store, a_session("s-1"))
    second = put(store, a_session("s-2"))
    running = store.running("ada")
    assert running.ids == {"s-1", "s-2"} == {each.id for each in running.sessions}
    store.leave(second)
    store.leave(second)
    assert store.running("ada").ids == {"s-1"}
    assert store.running("bob") == Running()


def test_nobody_is_placed_beside_others_than_were_seen(store: Sessions) -> None:
    seen = store.running("ada")
    put(store, a_session("s-1"))
    assert not store.start(a_session("s-2"), beside=seen, leaving=[])
    assert store.find("s-2") is None
    assert store.running("ada").ids == {"s-1"}


def test_who_leaves_loses_the_place_unless_heard_of_meanwhile(store: Sessions) -> None:
    first = put(store, a_session("s-1"))
    running = store.running("ada")
    assert store.save(replace(first, position=5.0))
    assert not store.start(a_session("s-2"), beside=running, leaving=[first])
    assert store.running("ada").ids == {"s-1"}
    second = put(store, a_session("s-2"), found(store, "s-1"))
    assert second.held
    assert not found(store, "s-1").held
    assert store.running("ada").ids == {"s-2"}
    again = found(store, "s-1")
    assert put(store, replace(again, held=True), second).held


def test_who_is_over_or_has_no_record_needs_no_word_to_leave(store: Sessions) -> None:
    first = put(store, a_session("s-1"))
    assert store.save(replace(first, ended_at=5, held=False))
    put(store, a_session("s-2"), found(store, "s-1"))
    assert store.running("ada").ids == {"s-2"}


def test_a_session_is_saved_over_the_version_that_was_read_only(store: Sessions) -> None:
    first = put(store, a_session())
    assert store.save(replace(first, position=5.0))
    assert not store.save(replace(first, position=9.0))
    assert found(store, "s-1").position == 5.0
    assert not store.start(a_session(), beside=store.running("ada"), leaving=[])


def test_a_start_can_be_withdrawn(store: Sessions) -> None:
    first = put(store, a_session())
    store.withdraw(first)
    assert store.find("s-1") is None
    assert store.running("ada").sessions == ()


def test_V9_what_was_not_heard_of_is_listed_until_its_end_is_told(store: Sessions) -> None:
    for number in range(30):
        put(store, a_session(f"s-{number}", owner=f"user-{number}", at=number))
    assert len(store.unheard(before=60_020, most=100)) == 20
    assert store.unheard(before=60_000, most=100) == []
    over = replace(found(store, "s-3"), ended_at=9, held=False)
    assert store.save(over)
    assert "s-3" in store.unheard(before=60_020, most=100)
    store.settle(found(store, "s-3"))
    store.settle(over)
    assert "s-3" not in store.unheard(before=60_020, most=100)
    assert found(store, "s-3").told
    assert found(store, "s-3").ended_at == 9


def test_X12_no_session_of_who_left_stays(store: Sessions) -> None:
    for number in range(3):
        put(store, a_session(f"s-{number}"))
    put(store, a_session("s-9", owner="bob"))
    store.forget("ada")
    assert store.running("ada") == Running()
    assert [store.find(f"s-{number}") for number in range(3)] == [None] * 3
    assert store.find("s-9") is not None


def test_V8_the_word_of_whoever_was_heard_last_stays(points: ResumePoints) -> None:
    assert points.find("p-1", "v-1") == 0.0
    points.keep("p-1", "v-1", position=12.5, duration=100, at=20)
    points.keep("p-1", "v-1", position=99.9, duration=100, at=19)
    assert points.find("p-1", "v-1") == 12.5
    points.keep("p-1", "v-1", position=0.0, duration=100, at=21)
    assert points.find("p-1", "v-1") == 0.0
    assert points.find("p-2", "v-1") == 0.0


def test_plans_are_what_accounts_has_written(dynamodb: "DynamoDBClient") -> None:
    accounts = DynamoAccounts(client=dynamodb, accounts=ACCOUNTS.name, api_keys=API_KEYS.name)
    accounts.create(Account(id="ada", username="ada", created_at=NOON))
    clock = FakeClock()
    plans = PlanReader(client=dynamodb, table=ACCOUNTS.name, clock=clock)
    assert plans.plan_of("ada") == "free"
    accounts.subscribe("ada", Subscription(plan="premium"))
    assert plans.plan_of("ada") == "premium"
    accounts.subscribe("ada", Subscription(plan="standard", ends_at=NOON + timedelta(seconds=5)))
    assert plans.plan_of("ada") == "standard"
    clock.advance(5)
    assert plans.plan_of("ada") == "free"
