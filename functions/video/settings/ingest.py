"""The environment of the functions between an upload and a film."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoApiSettings(Settings):
    """Uploads, records, reports."""

    stage: str
    videos_table: str
    viewers_table: str  # whose eyes a request is for
    stats_table: str  # read only, for ratings
    reports_table: str
    idempotency_table: str
    films_bucket: str
    largest_video: int  # bytes
    video_types: tuple[str, ...]
    cache_endpoint: str  # "host:port", or "host:port+tls"
    origin_secret_arn: str
    public_url: str
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoIngestSettings(Settings):
    """Looks into uploads and orders their jobs."""

    videos_table: str
    films_bucket: str
    transcoder_role_arn: str  # what MediaConvert works as


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoJobsSettings(Settings):
    """Hears of jobs and finishes films."""

    videos_table: str
    films_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoUpkeepSettings(Settings):
    """Looks after what was not heard of in time."""

    videos_table: str
    films_bucket: str
    arrivals_queue_url: str
    jobs_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRemovalSettings(Settings):
    videos_table: str
    stats_table: str
    films_bucket: str
    reports_table: str
