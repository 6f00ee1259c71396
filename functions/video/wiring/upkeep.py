"""Composition of what looks after videos that were not heard of in time, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock

from ..adapters.film_bucket import S3Uploads
from ..adapters.mediaconvert import MediaConvert
from ..adapters.messages import SqsMessages
from ..adapters.work_table import DynamoWorks
from ..ingest.tending import Tending
from ..settings.ingest import VideoUpkeepSettings


@cache
def tending() -> Tending:
    settings = VideoUpkeepSettings.from_env()
    return Tending(
        works=DynamoWorks(client=aws.dynamodb(), table=settings.videos_table),
        uploads=S3Uploads(client=aws.s3(), bucket=settings.films_bucket),
        transcoder=MediaConvert(client=aws.mediaconvert(), bucket=settings.films_bucket),
        messages=SqsMessages(
            client=aws.sqs(),
            arrivals=settings.arrivals_queue_url,
            jobs=settings.jobs_queue_url,
        ),
        clock=SystemClock(),
    )
