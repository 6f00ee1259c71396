"""Every night, where it is night: what the region will want is brought to its edge."""

from typing import Any

from video.wiring.prepositioning import logger, night_planner


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    films = night_planner().tonight(event["region"])
    logger("video-night").info("chosen", extra={"region": event["region"], "films": films})
