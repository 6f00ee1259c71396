"""``account.erased`` from the queue behind the bus: a person's links are buried."""

from typing import Any

from contracts.events import AccountErased
from core.batches import each_bus_event
from links.wiring_erasure import eraser, logger


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, AccountErased, _erase)


def _erase(erased: AccountErased) -> None:
    buried = eraser().erase(erased.user_id)
    logger().info("erased", extra={"links": buried})
