"""What AWS tells of uploads and jobs, in its shapes, and those shapes again for who is told anew.

The detail of "MediaConvert Job State Change" (MediaConvert user guide, "EventBridge events").
"""

from pydantic import BaseModel, ConfigDict, Field

from .model import JobStatus, News

# What the service calls a state, and what it is to us: the last three are news of one that runs.
STATES: dict[str, JobStatus] = {
    "COMPLETE": "complete",
    "ERROR": "error",
    "CANCELED": "canceled",
    "PROGRESSING": "progressing",
    "STATUS_UPDATE": "progressing",
    "INPUT_INFORMATION": "progressing",
}
TOLD = tuple(STATES)
NAMES = {"complete": "COMPLETE", "error": "ERROR", "canceled": "CANCELED"}


class About(BaseModel):
    """What a job says about itself (``adapters.mediaconvert``)."""

    model_config = ConfigDict(extra="ignore")
    video: str
    attempt: int


class JobProgress(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)
    percent: int = Field(default=0, alias="jobPercentComplete")


class JobChanged(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)
    job_id: str = Field(alias="jobId")
    status: str
    about: About = Field(alias="userMetadata")
    progress: JobProgress = Field(default=JobProgress(), alias="jobProgress")
    error_code: int = Field(default=0, alias="errorCode")
    error_message: str = Field(default="", alias="errorMessage")

    def news(self) -> News:
        return News(
            video_id=self.about.video,
            attempt=self.about.attempt,
            job_id=self.job_id,
            status=STATES.get(self.status, "progressing"),
            percent=self.progress.percent,
            error_code=self.error_code,
            reason=self.error_message,
        )


def as_told(news: News) -> JobChanged:
    """The event that should have been heard."""
    return JobChanged(
        job_id=news.job_id,
        status=NAMES.get(news.status, "STATUS_UPDATE"),
        about=About(video=news.video_id, attempt=news.attempt),
        progress=JobProgress(percent=news.percent),
        error_code=news.error_code,
        error_message=news.reason,
    )
