"""Each minute: videos that were not heard of in time."""

from core.observability import logger_for
from video.wiring.upkeep import tending


def handler(_event: object, _context: object) -> None:
    logger_for("video-upkeep").info("overdue", extra={"videos": tending().run()})
