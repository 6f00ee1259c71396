"""Composition of what sends a region's clicks home, once per sandbox."""

from functools import cache

from core import aws
from core.observability import logger_for

from .adapters.home_stream import KinesisAtHome
from .settings import HomewardSettings

logger = cache(logger_for)


@cache
def home_stream() -> KinesisAtHome:
    settings = HomewardSettings.from_env()
    return KinesisAtHome(client=aws.kinesis_in(settings.home_region), stream=settings.home_stream)
