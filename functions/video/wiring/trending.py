"""Composition of what finds out what is watched most, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from ..adapters.stats_reading import StatsReader
from ..adapters.suggestion_table import SuggestionTable
from ..adapters.video_reading import VideoReader
from ..catalogue.trending import TrendMaker
from ..settings.catalogue import VideoTrendingSettings

logger = cache(logger_for)


@cache
def maker() -> TrendMaker:
    settings, dynamodb, clock = VideoTrendingSettings.from_env(), aws.dynamodb(), SystemClock()
    return TrendMaker(
        views=StatsReader(client=dynamodb, table=settings.stats_table),
        videos=VideoReader(client=dynamodb, table=settings.videos_table),
        store=SuggestionTable(client=dynamodb, table=settings.suggestions_table, clock=clock),
        clock=clock,
    )
