"""Uploads that S3 tells of, from the queue behind its events: pictures are made of them."""

from typing import Any

from contracts.s3_events import ObjectCreated
from core.batches import each_bus_event
from social.wiring_images import received


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, ObjectCreated, received)
