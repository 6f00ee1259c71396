"""``Transcoder`` on AWS Elemental MediaConvert (API 2017-08-29)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from contracts.tables.video import original_key

from ..ingest.model import JobStatus, News, Work
from ..ingest.ports import NotTaken, Unreadable
from ..transcoding.job import settings
from ..transcoding.model import Caption, Plan
from ..transcoding.probing import Answer

if TYPE_CHECKING:
    from mypy_boto3_mediaconvert import MediaConvertClient

VIDEO, ATTEMPT, BUCKET = "video", "attempt", "bucket"
"""What a job says about itself and its events say again; the stack's rule looks at the bucket."""
QUEUE = "Default"  # of the account: pay as you go, and many at a time
SLACK = 60_000  # ms that two clocks may differ
UNREADABLE = "The file holds no film that can be read."
NOT_TAKEN = "This film cannot be transcoded."
REFUSED = ("BadRequestException", "UnprocessableEntityException")


class MediaConvert:
    """``role`` reads and writes the bucket in the service's name."""

    def __init__(self, *, client: "MediaConvertClient", bucket: str, role: str = "") -> None:
        self._client, self._bucket, self._role = client, bucket, role

    def probe(self, video_id: str) -> Answer:
        url = f"s3://{self._bucket}/{original_key(video_id)}"
        try:
            answer = self._client.probe(InputFiles=[{"FileUrl": url}])
        except self._client.exceptions.ClientError as error:
            if _code(error) in REFUSED:
                raise Unreadable(UNREADABLE) from error
            raise
        return (answer.get("ProbeResults") or [{}])[0]

    def order(self, work: Work, plan: Plan, captions: Sequence[Caption]) -> str:
        video = work.video
        wanted = settings(plan, bucket=self._bucket, video_id=video.id, captions=captions)
        try:
            answer = self._client.create_job(
                Role=self._role,
                Queue=QUEUE,
                Settings=wanted,  # type: ignore[arg-type]  # the service's own nested structures
                ClientRequestToken=token_of(video.id, video.attempt),
                UserMetadata={
                    VIDEO: video.id,
                    ATTEMPT: str(video.attempt),
                    BUCKET: self._bucket,
                },
                StatusUpdateInterval="SECONDS_10",
            )
        except self._client.exceptions.ClientError as error:
            if _code(error) in REFUSED:
                raise NotTaken(NOT_TAKEN) from error
            raise
        return answer["Job"]["Id"]

    def cancel(self, job_id: str) -> None:
        try:
            self._client.cancel_job(Id=job_id)
        except (
            self._client.exceptions.NotFoundException,
            self._client.exceptions.ConflictException,  # it is over
            self._client.exceptions.BadRequestException,  # likewise
        ):
            return

    def news(self, job_id: str) -> News | None:
        try:
            return _news(self._client.get_job(Id=job_id)["Job"])
        except self._client.exceptions.NotFoundException:
            return None

    def ordered(self, video_id: str, attempt: int, *, since: int) -> News | None:
        """Newest first, so that the list ends where ``since`` does."""
        pages = self._client.get_paginator("list_jobs").paginate(Queue=QUEUE, Order="DESCENDING")
        for page in pages:
            for job in page["Jobs"]:
                if _ms(job["CreatedAt"]) < since - SLACK:
                    return None
                if (job.get("UserMetadata") or {}).get(VIDEO) != video_id:
                    continue
                news = _news(job)
                if news.attempt == attempt:
                    return news
        return None


def token_of(video_id: str, attempt: int) -> str:
    """The same for the same attempt; the service takes 64 characters and knows it for a minute."""
    text = f"{video_id}\0{original_key(video_id)}\0{attempt}"
    return hashlib.sha256(text.encode()).hexdigest()


def _news(job: Answer) -> News:
    said = job.get("UserMetadata") or {}
    return News(
        video_id=said[VIDEO],
        attempt=int(said[ATTEMPT]),
        job_id=job["Id"],
        status=cast("JobStatus", job["Status"].lower()),  # the service's own five
        percent=int(job.get("JobPercentComplete") or 0),
        error_code=int(job.get("ErrorCode") or 0),
        reason=job.get("ErrorMessage") or "",
    )


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


# botocore types the common part of responses only.
def _code(error: Any) -> str:
    return str(error.response["Error"]["Code"])
