"""New hints, from the stream of the table ``live``, are said to who is connected."""

from typing import Any

from core.batches import each_change
from social.wiring_ring import told


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_change(event, context, told)
