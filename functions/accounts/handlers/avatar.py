"""``PUT`` and ``DELETE /api/me/avatar``."""

from typing import Any

from accounts.wiring_avatar import avatar


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return avatar()(event, context)
