"""Composition of what receives live connections, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.resp import RespClient

from .adapters.live_presence import ValkeyPresence
from .adapters.live_table import DynamoConnections
from .live.connecting import Reception
from .settings import SocialLiveSettings


@cache
def reception() -> Reception:
    settings = SocialLiveSettings.from_env()
    return Reception(
        connections=DynamoConnections(client=aws.dynamodb(), table=settings.live_table),
        presence=ValkeyPresence(client=RespClient(endpoint=settings.cache_endpoint)),
        clock=SystemClock(),
    )
