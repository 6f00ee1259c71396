"""Facts about what follows an erasure (X12): who is told, in which order, how often."""

import json
from dataclasses import dataclass, field

import pytest

from accounts.handlers import reminder as reminder_handler
from accounts.outbox import Outbox, Reminder, Row
from contracts.events import AccountErased
from tests.fakes.core import NOON

EVENT = AccountErased(id="e-1", user_id="u-1", at=NOON)
ROW = Row(type="account.erased", detail=EVENT.model_dump_json(by_alias=True), username="Ada")


class Refuses(Exception):
    """What a fake raises."""


@dataclass
class World:
    """The bus, what is left of a person, and the user pool, in the order of what happens."""

    happened: list[tuple[str, str]] = field(default_factory=list)
    events: list[AccountErased] = field(default_factory=list)
    refuses: str = ""

    def send(self, *, source: str, type_: str, detail: str) -> None:
        self._happens("told", source)
        event = AccountErased.model_validate_json(detail)
        assert type_ == event.type
        self.events.append(event)

    def remove_keys(self, user_id: str) -> None:
        self._happens("no keys", user_id)

    def remove_row(self, event_id: str) -> None:
        self._happens("no row", event_id)

    def remove(self, username: str, user_id: str) -> None:
        self._happens("no sign-in", f"{username} {user_id}")

    def _happens(self, what: str, whom: str) -> None:
        if what == self.refuses:
            raise Refuses
        self.happened.append((what, whom))


def outbox(world: World) -> Outbox:
    return Outbox(bus=world, leftovers=world, directory=world)


def test_X12_everybody_is_told_when_nothing_of_ours_is_left() -> None:
    world = World()
    outbox(world).deliver(ROW)
    assert world.happened == [
        ("no keys", "u-1"),
        ("no sign-in", "Ada u-1"),
        ("told", "triptych.accounts"),
        ("no row", "e-1"),
    ]
    assert world.events == [EVENT]


@pytest.mark.parametrize("step", ["no keys", "no sign-in", "told"])
def test_X12_nobody_is_told_before_and_a_failure_is_tried_again(step: str) -> None:
    world = World(refuses=step)
    with pytest.raises(Refuses):
        outbox(world).deliver(ROW)
    assert world.events == []
    world.refuses = ""
    outbox(world).deliver(ROW)
    assert world.events == [EVENT]


def test_X12_a_row_that_stayed_is_delivered_again() -> None:
    world = World(refuses="no row")
    with pytest.raises(Refuses):
        outbox(world).deliver(ROW)
    world.refuses = ""
    outbox(world).deliver(ROW)
    assert world.events == [EVENT, EVENT]


def test_X12_the_second_time_is_the_same_event_from_another_source() -> None:
    """Told by the same source, it would come back to be told a third time, and so on."""
    world = World()
    outbox(world).deliver(ROW)
    Reminder(bus=world).remind(world.events[0])
    assert world.events == [EVENT, EVENT]
    sources = [whom for what, whom in world.happened if what == "told"]
    assert sources == ["triptych.accounts", "triptych.accounts.again"]


def test_X12_the_queue_hands_over_what_the_bus_put_there(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    monkeypatch.setattr(reminder_handler, "reminder", lambda: Reminder(bus=world))
    envelope = {"source": "triptych.accounts", "detail-type": ROW.type}
    bodies = [json.dumps({**envelope, "detail": json.loads(ROW.detail)}), "no JSON"]
    records = [
        {"messageId": f"m-{n}", "body": body, "eventSource": "aws:sqs"}
        for n, body in enumerate(bodies)
    ]
    answer = reminder_handler.handler({"Records": records}, None)
    assert world.events == [EVENT]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m-1"}]}
