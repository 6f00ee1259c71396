"""Every quarter of an hour: the next hour's statistics are compared with its segments."""

from dataclasses import asdict
from typing import Any

from core.counting_lines import audited
from links.wiring_audit import audit, logger


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    found = audit().run()
    for each in found.drifting:
        logger("links-audit").error("hour drifts", extra=asdict(each))
    logger("links-audit").info("audited", extra={"hour": found.hour})
    audited(checked=found.checked, drifting=len(found.drifting))
