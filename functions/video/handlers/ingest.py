"""Originals that S3 tells of, from the queue behind its events: a job is ordered for each."""

from typing import Any

from contracts.s3_events import ObjectCreated
from core.batches import each_bus_event
from video.wiring.ingest import arrived


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, ObjectCreated, arrived)
