"""The environment of each social function: written by the stack, read by ``wiring_<function>``."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialApiSettings(Settings):
    stage: str
    tweets_table: str
    follows_table: str
    reactions_table: str
    people_table: str
    accounts_table: str  # read only, for people whose profile was not heard of yet
    clicks_table: str  # of links, read only, for what authors see of theirs
    videos_table: str  # of video, read only, for films in tweets
    idempotency_table: str
    cache_endpoint: str  # "host:port", or "host:port+tls"
    origin_secret_arn: str
    public_url: str
    media_table: str
    uploads_bucket: str
    pictures_bucket: str
    largest_upload: int  # bytes
    live_table: str
    reports_table: str
    celebrity_threshold: int  # followers from which on homes pull
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialPeopleSettings(Settings):
    """Copies profiles on ``account.changed``."""

    people_table: str
    reports_table: str
    live_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialErasureSettings(Settings):
    tweets_table: str
    follows_table: str
    reactions_table: str
    people_table: str
    media_table: str
    uploads_bucket: str
    pictures_bucket: str
    live_table: str
    reports_table: str
    cache_endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialAuditSettings(Settings):
    """Compares counters with what they count."""

    tweets_table: str
    follows_table: str
    reactions_table: str
    people_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialImagesSettings(Settings):
    """Makes pictures of uploads."""

    media_table: str
    uploads_bucket: str
    pictures_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialHomeSettings(Settings):
    """The hot path of the home timeline."""

    tweets_table: str
    follows_table: str
    reactions_table: str
    people_table: str
    cache_endpoint: str
    origin_secret_arn: str
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]
    log_sample: float  # share of answers that write a log line; 1.0 on the local stage


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialFanoutSettings(Settings):
    """Of both hops: the changes, and the tasks of the work stream."""

    tweets_table: str
    follows_table: str
    people_table: str
    work_stream: str
    live_table: str
    cache_endpoint: str
    quarantine_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialSearchSettings(Settings):
    """Indexes tweets."""

    postings_table: str
    quarantine_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialSearchUpkeepSettings(Settings):
    """Merges what was indexed, and takes out what was deleted."""

    postings_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialSearchPeopleSettings(Settings):
    """Indexes people by name, and forgets who left."""

    postings_table: str
    notices_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialTrendsSettings(Settings):
    cache_endpoint: str
    quarantine_bucket: str
    trend_floor: int  # different authors below which nothing trends


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialNoticesSettings(Settings):
    notices_table: str
    tweets_table: str
    live_table: str
    quarantine_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialSearchApiSettings(Settings):
    """Search, trends and notifications."""

    stage: str
    postings_table: str
    notices_table: str
    tweets_table: str
    follows_table: str
    reactions_table: str
    people_table: str
    accounts_table: str  # read only
    cache_endpoint: str
    origin_secret_arn: str
    trend_floor: int
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialLinksSettings(Settings):
    """Tells links of the addresses in tweets."""

    bus_name: str
    quarantine_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialLinkedSettings(Settings):
    """Puts short links on tweets."""

    tweets_table: str
    cache_endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialLiveSettings(Settings):
    """Connections come and go."""

    live_table: str
    cache_endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialRingSettings(Settings):
    """Says hints to who is connected."""

    live_table: str
    connections_url: str  # of the gateway's stage, below which are its ``@connections``
