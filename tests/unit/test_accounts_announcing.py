"""Facts about telling others of a profile: from the change of its own item, in the stream."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from accounts.handlers import outbox as outbox_handler
from accounts.outbox import Announcer
from contracts.events import AccountChanged

PROFILE = {
    "pk": {"S": "user#u-1"},
    "sk": {"S": "profile"},
    "username": {"S": "Ada"},
    "displayName": {"S": "Ada L."},
    "bio": {"S": ""},
    "createdAt": {"S": "2026-11-23T12:00:00+00:00"},
    "keyCount": {"N": "0"},
    "revision": {"N": "2"},
}


@dataclass
class Bus:
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, *, source: str, type_: str, detail: str) -> None:
        self.sent.append((source, type_, detail))


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Bus:
    bus = Bus()
    monkeypatch.setattr(outbox_handler, "announcer", lambda: Announcer(bus=bus))
    return bus


def changed(image: dict[str, Any]) -> dict[str, Any]:
    """What the stream hands over after an item became ``image``."""
    record = {
        "eventID": "1",
        "eventName": "MODIFY",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": {"pk": image["pk"], "sk": image["sk"]},
            "NewImage": image,
            "SequenceNumber": "1",
        },
    }
    return outbox_handler.handler({"Records": [record]}, None)


def test_a_changed_profile_is_told_as_it_is_now(bus: Bus) -> None:
    assert changed(PROFILE) == {"batchItemFailures": []}
    ((source, type_, detail),) = bus.sent
    assert (source, type_) == ("triptych.accounts", "account.changed")
    event = AccountChanged.model_validate(json.loads(detail))
    assert (event.user_id, event.username, event.display_name, event.revision) == (
        "u-1",
        "Ada",
        "Ada L.",
        2,
    )


@pytest.mark.parametrize("banned", [True, False])
def test_everybody_is_told_who_is_banned(bus: Bus, banned: bool) -> None:
    changed({**PROFILE, **({"bannedAt": {"S": "2026-11-23T12:00:00+00:00"}} if banned else {})})
    event = AccountChanged.model_validate(json.loads(bus.sent[0][2]))
    assert event.banned is banned


def test_X12_a_tombstone_is_no_profile(bus: Bus) -> None:
    tombstone = {name: PROFILE[name] for name in ("pk", "sk")}
    changed({**tombstone, "erasedAt": {"S": "2026-11-23T12:00:00+00:00"}})
    assert bus.sent == []
