"""Composition of the removal of deleted videos, once per sandbox."""

from functools import cache

from contracts.tables.video import REPORTED
from core import aws
from core.observability import logger_for
from core.report_table import DynamoReports

from ..adapters.film_bucket import S3Files
from ..adapters.mediaconvert import MediaConvert
from ..adapters.stats_clearing import StatsEraser
from ..adapters.work_table import DynamoWorks
from ..ingest.removing import Removing
from ..settings.ingest import VideoRemovalSettings


@cache
def removing() -> Removing:
    settings = VideoRemovalSettings.from_env()
    return Removing(
        works=DynamoWorks(client=aws.dynamodb(), table=settings.videos_table),
        files=S3Files(client=aws.s3(), bucket=settings.films_bucket),
        transcoder=MediaConvert(client=aws.mediaconvert(), bucket=settings.films_bucket),
        queue=DynamoReports(client=aws.dynamodb(), table=settings.reports_table, kind=REPORTED),
        figures=StatsEraser(client=aws.dynamodb(), table=settings.stats_table),
    )


def removed(video_id: str) -> None:
    done = removing().remove(video_id)
    logger_for("video-removal").info("removal", extra={"video": video_id, "done": done})
