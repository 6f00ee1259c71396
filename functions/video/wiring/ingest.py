"""Composition of what looks into uploads and orders their jobs, once per sandbox."""

from functools import cache

from contracts.s3_events import ObjectCreated
from contracts.tables.video import video_of_original
from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from ..adapters.film_bucket import S3Files, S3Uploads
from ..adapters.mediaconvert import MediaConvert
from ..adapters.work_table import DynamoWorks
from ..ingest.arriving import Arriving
from ..settings.ingest import VideoIngestSettings


@cache
def arriving() -> Arriving:
    settings = VideoIngestSettings.from_env()
    return Arriving(
        works=DynamoWorks(client=aws.dynamodb(), table=settings.videos_table),
        uploads=S3Uploads(client=aws.s3(), bucket=settings.films_bucket),
        files=S3Files(client=aws.s3(), bucket=settings.films_bucket),
        transcoder=MediaConvert(
            client=aws.mediaconvert(),
            bucket=settings.films_bucket,
            role=settings.transcoder_role_arn,
        ),
        clock=SystemClock(),
    )


def arrived(event: ObjectCreated) -> None:
    video_id = video_of_original(event.object.key)
    outcome = arriving().arrive(video_id)
    logger_for("video-ingest").info("upload", extra={"video": video_id, "outcome": outcome})
