"""Milliseconds since 1970, as records have them, and moments, as the API shows them."""

from datetime import UTC, datetime

from core.clock import Clock


def ms(clock: Clock) -> int:
    return int(clock.now().timestamp() * 1000)


def moment(at: int) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC)
