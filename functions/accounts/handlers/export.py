"""``GET /api/me/export``: all that every system holds about the caller, in one archive."""

from typing import Any

from accounts.wiring_export import export


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return export()(event, context)
