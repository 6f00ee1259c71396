"""Events: versioned, camelCase on the wire, additive."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from contracts.events import AccountErased, UrlClicked

AT = datetime(2026, 11, 23, 12, 0, 0, tzinfo=UTC)


def test_an_event_survives_the_wire() -> None:
    event = AccountErased(id="e-1", user_id="u-1", at=AT, correlation_id="r-1")
    assert AccountErased.model_validate_json(event.model_dump_json(by_alias=True)) == event


def test_names_on_the_wire_are_camel_case() -> None:
    event = UrlClicked(id="00000000000000ff", code="aB3", at=1, user_agent="x")
    assert {"version", "type", "userAgent"} <= set(event.model_dump(by_alias=True))


def test_fields_of_a_later_minor_version_are_no_problem() -> None:
    raw = '{"type": "account.erased", "id": "e", "userId": "u", "at": "2026-11-23T12:00:00Z"}'
    later = raw[:-1] + ', "reason": "asked"}'
    assert AccountErased.model_validate_json(later) == AccountErased.model_validate_json(raw)


def test_another_version_is_not_read_as_this_one() -> None:
    with pytest.raises(ValidationError):
        UrlClicked.model_validate({"version": 2, "id": "a", "code": "c", "at": 1})
