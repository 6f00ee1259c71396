"""Composition of what hears of jobs and finishes films, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for

from ..adapters.film_bucket import S3Files
from ..adapters.work_table import DynamoWorks
from ..ingest.following import Following
from ..ingest.heard import JobChanged
from ..settings.ingest import VideoJobsSettings
from ..transcoding.finishing import Finisher
from ..transcoding.sprites import Pillow


@cache
def following() -> Following:
    settings = VideoJobsSettings.from_env()
    return Following(
        works=DynamoWorks(client=aws.dynamodb(), table=settings.videos_table),
        files=S3Files(client=aws.s3(), bucket=settings.films_bucket),
        maker=Finisher(pasteboard=Pillow()),
        clock=SystemClock(),
    )


def heard(event: JobChanged) -> None:
    news = event.news()
    outcome = following().hear(news)
    said = {
        "video": news.video_id,
        "attempt": news.attempt,
        "job": news.job_id,
        "state": event.status,
        "outcome": outcome,
    }
    if news.status == "error":
        said |= {"code": news.error_code, "reason": news.reason}
    logger_for("video-jobs").info("job", extra=said)
