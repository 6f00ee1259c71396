"""``account.erased`` from the queue behind the bus: somebody leaves video."""

from typing import Any

from contracts.events import AccountErased
from core.batches import each_bus_event
from video.wiring.erasure import erased


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, AccountErased, erased)
