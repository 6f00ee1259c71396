"""Every ten minutes: what was deleted leaves the runs that have waited longest."""

from typing import Any

from social.wiring_search import logger, scrubbers

AT_MOST = 20  # runs of each index; those without anything deleted take no time


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    scrubbed = sum(scrubber.run(most=AT_MOST) for scrubber in scrubbers())
    if scrubbed:
        logger("social-search-scrub").info("scrubbed", extra={"runs": scrubbed})
