"""The environment of the functions that list videos: written by the stack, read by the wiring."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoCatalogueSettings(Settings):
    """The API of lists, of what is alike, and of what to watch next."""

    stage: str
    videos_table: str
    viewers_table: str
    stats_table: str
    catalogue_table: str
    suggestions_table: str
    postings_table: str
    cache_endpoint: str  # "host:port", or "host:port+tls"
    origin_secret_arn: str
    public_url: str
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoShelvesSettings(Settings):
    """Makes the shelves and the index follow; says when a new film is to be brought to the edge."""

    videos_table: str
    stats_table: str
    catalogue_table: str
    postings_table: str
    demand_table: str
    bus_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoShelfUpkeepSettings(Settings):
    """Merges what was indexed."""

    postings_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoTrendingSettings(Settings):
    videos_table: str
    stats_table: str
    suggestions_table: str
