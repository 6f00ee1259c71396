"""Connections and presence as their users see them: fakes and AWS behave alike."""

from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from contracts.tables.social_live import LIVE
from core.resp import RespClient
from social.adapters.live_presence import ValkeyPresence
from social.adapters.live_table import DynamoConnections
from social.adapters.timelines import ValkeyTimelines
from social.ids import id_at
from social.live.ports import Connections
from tests.fakes.social_live import FakeConnections
from tests.fakes.social_timeline import START
from tests.tables import create_table

REGION = "us-east-1"
NOW, LATER = 1_790_000_000, 1_790_007_500


@pytest.fixture(params=["fake", "dynamodb"])
def connections(request: pytest.FixtureRequest) -> Iterator[Connections]:
    if request.param == "fake":
        yield FakeConnections()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        create_table(client, LIVE)
        yield DynamoConnections(client=client, table=LIVE.name)


def admitted(connections: Connections, connection_id: str, user_id: str = "ada") -> None:
    connections.issue("ticket", user_id, until=NOW + 30)
    assert connections.admit("ticket", connection_id, now=NOW, until=LATER) == user_id


def test_a_ticket_admits_one_connection(connections: Connections) -> None:
    admitted(connections, "c-1")
    assert connections.admit("ticket", "c-2", now=NOW, until=LATER) is None
    assert connections.user_of("c-1") == "ada"
    assert connections.user_of("c-2") is None
    assert list(connections.of_user("ada")) == ["c-1"]


def test_no_ticket_and_one_too_late_admit_nobody(connections: Connections) -> None:
    assert connections.admit("none", "c-1", now=NOW, until=LATER) is None
    connections.issue("ticket", "ada", until=NOW)
    assert connections.admit("ticket", "c-1", now=NOW, until=LATER) is None
    assert connections.of_user("ada") == []


def test_connections_of_one_user_are_no_other_users(connections: Connections) -> None:
    for connection_id, user_id in (("c-1", "ada"), ("c-2", "grace"), ("c-3", "ada")):
        admitted(connections, connection_id, user_id)
    assert sorted(connections.of_user("ada")) == ["c-1", "c-3"]
    for _ in range(2):
        connections.forget("ada", "c-1")
    assert list(connections.of_user("ada")) == ["c-3"]
    assert connections.user_of("c-1") is None
    assert connections.user_of("c-2") == "grace"


def test_dropping_a_hint_that_is_not_there_is_no_error(connections: Connections) -> None:
    connections.said("h-1")


def test_presence_is_what_a_fan_out_asks_on_its_way(empty_valkey: str) -> None:
    """A fan-out learns who is online by the push itself: no round trip more."""
    client = RespClient(endpoint=empty_valkey, budget=30.0)
    presence, timelines = ValkeyPresence(client=client), ValkeyTimelines(client=client)
    presence.arrived("ada", "c-1")
    presence.arrived("ada", "c-2")
    presence.arrived("grace", "c-3")
    assert timelines.begin("ada", "t")
    assert timelines.finish("ada", "t", [], complete=True)
    push = (["ada", "grace", "absent"], id_at(START, noise=1), "edsger")
    assert list(timelines.push(*push)) == ["ada", "grace"]
    presence.left("ada", "c-1")
    assert "ada" in timelines.push(*push)
    presence.left("ada", "c-2")
    presence.left("ada", "c-2")
    assert list(timelines.push(*push)) == ["grace"]


def test_presence_ends_by_itself(empty_valkey: str) -> None:
    client = RespClient(endpoint=empty_valkey, budget=30.0)
    ValkeyPresence(client=client).arrived("ada", "c-1")
    assert 0 < int(str(client.call("TTL", "online:{ada}"))) <= 2 * 3600 + 300
