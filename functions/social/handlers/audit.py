"""Every ten minutes: some counters are compared with what they count."""

from dataclasses import asdict
from typing import Any

from core.counting_lines import audited
from social.wiring_audit import audit, logger


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    found = audit().run()
    for each in found.drifting:
        logger("social-audit").error("counter drifts", extra=asdict(each))
    logger("social-audit").info("audited", extra={"moving": found.moving})
    audited(checked=found.checked, drifting=len(found.drifting))
