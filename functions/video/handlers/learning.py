"""Every day: what profiles may like. As a container's command it is ``python -m`` this module."""

from dataclasses import asdict
from typing import Any

from video.wiring.learning import learner, logger


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:  # noqa: ARG001  # Lambda's signature
    outcome = asdict(learner().learn())
    logger("video-learning").info("learned", extra={"outcome": outcome})
    return outcome


if __name__ == "__main__":
    handler({}, None)
