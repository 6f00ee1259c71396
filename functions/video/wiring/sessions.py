"""Composition of what closes sessions that nobody ended, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from ..adapters.resume_table import ResumeTable
from ..adapters.session_table import SessionTable
from ..adapters.view_stream import ViewStream
from ..playback.closing import Closing, Sweeper
from ..settings.playback import VideoSessionsSettings

logger = cache(logger_for)


@cache
def sweeper() -> Sweeper:
    settings, clock = VideoSessionsSettings.from_env(), SystemClock()
    sessions = SessionTable(client=aws.dynamodb(), table=settings.sessions_table)
    closing = Closing(
        sessions=sessions,
        resume_points=ResumeTable(client=aws.dynamodb(), table=settings.viewers_table),
        views=ViewStream(client=aws.kinesis(), stream=settings.views_stream),
        clock=clock,
    )
    return Sweeper(
        sessions=sessions,
        closing=closing,
        clock=clock,
        patience_ms=settings.patience_seconds * 1000,
    )
