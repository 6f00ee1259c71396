"""Composition of what audits hours, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from .adapters.click_chain import ClickChain
from .adapters.click_store import AuditPlace, DynamoClicks
from .counting.auditing import HourAudit
from .settings import LinksAuditSettings

logger = cache(logger_for)


@cache
def audit() -> HourAudit:
    client, table = aws.dynamodb(), LinksAuditSettings.from_env().clicks_table
    return HourAudit(
        segments=ClickChain(client=client, table=table),
        statistics=DynamoClicks(client=client, table=table),
        place=AuditPlace(client=client, table=table),
        clock=SystemClock(),
    )
