"""Composition of the batch that learns."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from ..adapters.history_scan import HistoryScan
from ..adapters.suggestion_publishing import SuggestionPublisher
from ..adapters.video_reading import VideoReader
from ..recommending.learning.learner import Learner
from ..settings.recommending import VideoLearningSettings

logger = cache(logger_for)


@cache
def learner() -> Learner:
    settings, dynamodb, clock = VideoLearningSettings.from_env(), aws.dynamodb(), SystemClock()
    return Learner(
        rows=HistoryScan(client=dynamodb, table=settings.viewers_table),
        videos=VideoReader(client=dynamodb, table=settings.videos_table),
        published=SuggestionPublisher(
            client=dynamodb,
            table=settings.suggestions_table,
            viewers_table=settings.viewers_table,
            clock=clock,
        ),
        clock=clock,
    )
