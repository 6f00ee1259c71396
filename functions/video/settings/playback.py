"""The environment of playback's functions: written by the stack, read by the wiring."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoKeysSettings(Settings):
    """Turns the keys that sign playback tokens."""

    signing_secret_arn: str
    edge_keys_arn: str  # of the key value store
    period_seconds: int  # one key signs for so long
    token_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoStreamsSettings(Settings):
    """The API of playback sessions."""

    stage: str
    videos_table: str
    viewers_table: str
    sessions_table: str
    accounts_table: str  # read only, for plans
    views_stream: str
    signing_secret_arn: str
    public_url: str
    token_seconds: int
    lease_seconds: int  # a session keeps its place without a word
    cache_endpoint: str  # "host:port", or "host:port+tls"
    origin_secret_arn: str
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoSessionsSettings(Settings):
    """Closes sessions that nobody ended."""

    sessions_table: str
    viewers_table: str
    views_stream: str
    patience_seconds: int  # after the lease


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoViewsSettings(Settings):
    """Counts sessions."""

    videos_table: str
    viewers_table: str
    stats_table: str
    quarantine_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoViewingSettings(Settings):
    """The API of profiles and of what they watched."""

    stage: str
    videos_table: str
    viewers_table: str
    stats_table: str
    cache_endpoint: str
    origin_secret_arn: str
    public_url: str
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]
