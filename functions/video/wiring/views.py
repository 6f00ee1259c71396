"""Composition of what counts sessions, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for
from core.stream_records import QuarantineBucket

from ..adapters.profile_table import ProfileTable
from ..adapters.tally_table import TallyTable
from ..adapters.video_reading import VideoReader
from ..settings.playback import VideoViewsSettings
from ..viewing.counting import ViewCounter

logger = cache(logger_for)


@cache
def counter() -> ViewCounter:
    settings, dynamodb = VideoViewsSettings.from_env(), aws.dynamodb()
    return ViewCounter(
        videos=VideoReader(client=dynamodb, table=settings.videos_table),
        present=ProfileTable(client=dynamodb, table=settings.viewers_table),
        tallies=TallyTable(
            client=dynamodb,
            stats=settings.stats_table,
            viewers=settings.viewers_table,
            clock=SystemClock(),
        ),
        quarantine=QuarantineBucket(
            client=aws.s3(), bucket=settings.quarantine_bucket, consumer="views"
        ),
    )
