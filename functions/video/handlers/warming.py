"""``content.preposition`` from the queue behind the bus: the beginning of a film is fetched."""

from dataclasses import asdict
from typing import Any

from contracts.events import ContentPreposition
from core.batches import each_bus_event
from video.wiring.prepositioning import logger, warmer


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, ContentPreposition, _warm)


def _warm(wanted: ContentPreposition) -> None:
    warmed = asdict(warmer().warm(wanted.video_id))
    said = {"videoId": wanted.video_id, "region": wanted.region, **warmed}
    logger("video-warming").info("warmed", extra=said)
