"""What MediaConvert tells of its jobs, from the queue behind its events."""

from typing import Any

from core.batches import each_bus_event
from video.ingest.heard import JobChanged
from video.wiring.jobs import heard


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return each_bus_event(event, context, JobChanged, heard)
