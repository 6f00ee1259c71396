"""Live connections: tickets that are good once, and hints that never stand in the way."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from social.handlers import live
from social.ids import ms
from social.live.connecting import Reception
from social.live.ringing import STALE, Ringer
from social.live.ticketing import TICKET_SECONDS, TicketOffice
from tests.fakes.core import FakeClock, FakeIds
from tests.fakes.social_live import FakeConnections, FakeLines, FakePresence


@dataclass
class World:
    """``ada`` and ``grace`` may connect; ``lines`` are what they hear."""

    clock: FakeClock = field(default_factory=FakeClock)
    connections: FakeConnections = field(default_factory=FakeConnections)
    presence: FakePresence = field(default_factory=FakePresence)
    lines: FakeLines = field(default_factory=FakeLines)

    def __post_init__(self) -> None:
        self.office = TicketOffice(
            connections=self.connections,
            clock=self.clock,
            ids=FakeIds(),
            public_url="https://triptych.example",
        )
        self.reception = Reception(
            connections=self.connections, presence=self.presence, clock=self.clock
        )
        self.ringer = Ringer(connections=self.connections, lines=self.lines, clock=self.clock)

    def connect(self, user_id: str, connection_id: str) -> None:
        assert self.reception.connect(connection_id, self.office.issue(user_id).ticket)

    def ring(self, *users: str, hint: str = "tweets", ago: int = 0) -> dict[str, int]:
        at = ms(self.clock) - ago
        return dict(self.ringer.ring("h-1", users, hint, at=at))  # type: ignore[arg-type]  # a Hint


@pytest.fixture
def world() -> World:
    return World()


def test_a_ticket_is_an_address_of_the_public_host(world: World) -> None:
    ticket = world.office.issue("ada")
    address = urlsplit(ticket.url)
    assert (address.scheme, address.netloc, address.path) == ("wss", "triptych.example", "/ws")
    assert parse_qs(address.query) == {"ticket": [ticket.ticket]}
    assert ticket.expires_at == world.clock.now() + timedelta(seconds=TICKET_SECONDS)


def test_what_is_stored_of_a_ticket_opens_nothing(world: World) -> None:
    ticket = world.office.issue("ada").ticket
    (stored,) = world.connections.tickets
    assert ticket not in stored
    assert not world.reception.connect("c-1", stored)


def test_a_ticket_is_good_once(world: World) -> None:
    ticket = world.office.issue("ada").ticket
    assert world.reception.connect("c-1", ticket)
    assert not world.reception.connect("c-2", ticket)
    assert world.connections.users == {"c-1": "ada"}


def test_a_ticket_is_good_for_half_a_minute(world: World) -> None:
    ticket = world.office.issue("ada").ticket
    world.clock.advance(TICKET_SECONDS)
    assert not world.reception.connect("c-1", ticket)
    assert world.presence.online == {}


def test_who_connects_is_there_until_their_last_tab_is_closed(world: World) -> None:
    world.connect("ada", "c-1")
    world.connect("ada", "c-2")
    world.reception.disconnect("c-1")
    assert world.presence.online == {"ada": {"c-2"}}
    world.reception.disconnect("c-2")
    assert world.presence.online == {}
    assert world.connections.users == {}


def test_an_end_that_comes_twice_or_of_nobody_is_no_error(world: World) -> None:
    world.connect("ada", "c-1")
    for _ in range(2):
        world.reception.disconnect("c-1")
    world.reception.disconnect("c-0")
    world.reception.heard("c-0")
    assert world.presence.online == {}


def test_X4_without_a_cache_connections_open_hear_and_close(world: World) -> None:
    world.presence.down = True
    world.connect("ada", "c-1")
    assert world.ring("ada", hint="notifications") == {"heard": 1}
    world.reception.heard("c-1")
    world.reception.disconnect("c-1")
    assert world.connections.users == {}


def test_X4_a_sign_of_life_makes_an_emptied_cache_know_again(world: World) -> None:
    world.connect("ada", "c-1")
    world.presence.online.clear()
    world.reception.heard("c-1")
    assert world.presence.online == {"ada": {"c-1"}}


def test_a_sign_of_life_is_answered_by_another(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "reception", lambda: world.reception)
    world.connect("ada", "c-1")
    told = {"connectionId": "c-1", "eventType": "MESSAGE"}
    answer = live.handler({"requestContext": told, "body": '{"action": "ping"}'}, None)
    assert json.loads(str(answer["body"])) == {"type": "pong"}


def test_every_connection_of_those_meant_hears_it_and_no_other(world: World) -> None:
    for user, connection in (("ada", "c-1"), ("ada", "c-2"), ("grace", "c-3"), ("edsger", "c-4")):
        world.connect(user, connection)
    assert world.ring("ada", "grace", "grace", "absent") == {"heard": 3}
    assert world.lines.said == {c: ['{"type": "tweets"}'] for c in ("c-1", "c-2", "c-3")}


def test_who_hung_up_unheard_is_forgotten_and_the_others_hear(world: World) -> None:
    world.connect("ada", "c-1")
    world.connect("ada", "c-2")
    world.lines.dead.add("c-1")
    assert world.ring("ada") == {"gone": 1, "heard": 1}
    assert world.connections.users == {"c-2": "ada"}


def test_who_cannot_be_told_now_stays_connected(world: World) -> None:
    world.connect("ada", "c-1")
    world.connect("grace", "c-2")
    world.lines.stuck.add("c-1")
    assert world.ring("ada", "grace") == {"refused": 1, "heard": 1}
    assert world.connections.users == {"c-1": "ada", "c-2": "grace"}


def test_S5_a_hint_out_of_a_backlog_is_not_worth_saying(world: World) -> None:
    world.connect("ada", "c-1")
    assert world.ring("ada", ago=STALE) == {"heard": 1}
    assert world.ring("ada", ago=STALE + 1) == {"stale": 1}


def test_X12_a_goodbye_is_never_stale_and_ends_every_connection(world: World) -> None:
    world.connect("ada", "c-1")
    world.connect("ada", "c-2")
    assert world.ring("ada", hint="goodbye", ago=STALE * 100) == {"gone": 2}
    assert world.lines.dead == {"c-1", "c-2"}
    assert world.ring("ada", hint="goodbye") == {}


@pytest.mark.parametrize("ago", [0, STALE + 1])
def test_X12_a_hint_names_people_and_is_dropped_when_said(world: World, ago: int) -> None:
    world.ring("ada", ago=ago)
    assert world.connections.dropped == ["h-1"]


def test_X5_a_table_that_cannot_be_read_makes_the_hint_come_again(world: World) -> None:
    class Broken(FakeConnections):
        def of_user(self, user_id: str) -> list[str]:
            raise ConnectionError(user_id)

    broken = Broken()
    ringer = Ringer(connections=broken, lines=world.lines, clock=world.clock)
    with pytest.raises(ConnectionError):
        ringer.ring("h-1", ["ada"], "tweets", at=ms(world.clock))
    assert broken.dropped == []
