"""One record of the stream, read: the event as a click that can be counted."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from pydantic import ValidationError

from contracts.events import UrlClicked

from ..redirect.visits import CODE_CHARACTERS
from .agents import agent_of
from .consuming import Corrupt
from .segments import Counted
from .sketch import mark_of

HOUR_MS = 3_600_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_HOUR = 4_102_444_800_000 // HOUR_MS  # the year 2100; no clock of ours is that wrong
HEX = 16


def read_click(data: bytes) -> Counted:
    """Raises Corrupt with the reason."""
    try:
        event = UrlClicked.model_validate_json(data)
        event_id = int(event.id, HEX)
        visitor = mark_of(event.visitor or "0")
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise Corrupt(f"{path}: {first['msg']}" if path else first["msg"]) from error
    except ValueError as error:
        raise Corrupt("an id that is not hexadecimal") from error
    if not 0 <= event_id < 2**64:
        raise Corrupt("an id of more than 64 bits")
    if not event.code or not CODE_CHARACTERS.issuperset(event.code):
        raise Corrupt("no such code can exist")
    if not 0 <= event.at // HOUR_MS <= LAST_HOUR:
        raise Corrupt("a time outside the calendar")
    return Counted(
        id=event_id,
        code=event.code,
        hour=hour_of(event.at // HOUR_MS),
        country=event.country,
        referrer=event.referrer,
        agent=agent_of(event.user_agent),
        visitor=visitor,
    )


@lru_cache(maxsize=1_000)
def hour_of(hours: int) -> str:
    """``2026-11-23T12`` for hours since the epoch."""
    return f"{EPOCH + timedelta(hours=hours):%Y-%m-%dT%H}"
