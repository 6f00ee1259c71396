"""``account.erased`` from the bus by way of a queue with a delay: told once more."""

from typing import Any

from accounts.wiring import reminder
from contracts.events import AccountErased
from core.batches import each_bus_event


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, AccountErased, reminder().remind)
