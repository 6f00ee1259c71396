"""Composition of what says hints, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from .adapters.live_lines import GatewayLines
from .adapters.live_table import DynamoConnections
from .live.ringing import Ringer
from .settings import SocialRingSettings

logger = cache(logger_for)


@cache
def ringer() -> Ringer:
    settings = SocialRingSettings.from_env()
    return Ringer(
        connections=DynamoConnections(client=aws.dynamodb(), table=settings.live_table),
        lines=GatewayLines(client=aws.connections(settings.connections_url)),
        clock=SystemClock(),
    )
