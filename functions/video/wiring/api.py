"""Composition of the API of uploads and records, once per sandbox."""

from functools import cache

from contracts.http import video, video_reports
from contracts.tables.video import REPORTED
from core import aws
from core.clock import SystemClock
from core.cursor import Cursors
from core.http.api import Handler
from core.http.wiring import api_handler
from core.ids import RandomIds
from core.report_table import DynamoReports
from core.secrets import Secret
from core.valkey import ValkeyCache

from ..adapters.film_bucket import S3Uploads
from ..adapters.stats_reading import StatsReader
from ..adapters.work_table import DynamoWorks
from ..ingest.moderating import Moderation, ModerationOperations
from ..ingest.operations import VideoOperations
from ..ingest.records import Records
from ..ingest.uploading import Uploading
from ..settings.ingest import VideoApiSettings
from .profiles import profiles


@cache
def api() -> Handler:
    settings = VideoApiSettings.from_env()
    secret = Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager())
    works = DynamoWorks(client=aws.dynamodb(), table=settings.videos_table)
    records = Records(
        works=works,
        profiles=profiles(viewers_table=settings.viewers_table, secret=secret),
        clock=SystemClock(),
    )
    cursors = Cursors(secret=secret)
    return api_handler(
        service="video-api",
        routes=(*video.ROUTES, *video_reports.ROUTES),
        operations={
            **_videos(settings, works, records, cursors).by_name(),
            **_reviewing(settings, records, cursors).by_name(),
        },
        settings=settings,
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
        idempotency_table=settings.idempotency_table,
    )


def _videos(
    settings: VideoApiSettings, works: DynamoWorks, records: Records, cursors: Cursors
) -> VideoOperations:
    clock = SystemClock()
    return VideoOperations(
        uploading=Uploading(
            works=works,
            uploads=S3Uploads(client=aws.s3_patient(), bucket=settings.films_bucket),
            records=records,
            clock=clock,
            ids=RandomIds(),
            largest=settings.largest_video,
            types=settings.video_types,
        ),
        records=records,
        ratings=StatsReader(client=aws.dynamodb(), table=settings.stats_table),
        cursors=cursors,
        clock=clock,
        public_url=settings.public_url,
    )


def _reviewing(
    settings: VideoApiSettings, records: Records, cursors: Cursors
) -> ModerationOperations:
    queue = DynamoReports(client=aws.dynamodb(), table=settings.reports_table, kind=REPORTED)
    moderation = Moderation(records=records, queue=queue, clock=SystemClock())
    return ModerationOperations(moderation=moderation, cursors=cursors)
