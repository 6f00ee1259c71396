"""``/api/videos``: uploads, records and reports of single videos."""

from typing import Any

from video.wiring.api import api


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    return api()(event, context)
