"""The environment of each links function: written by the stack, read by ``wiring``."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectSettings(Settings):
    stage: str
    urls_table: str
    clicks_table: str  # takes the clicks that the stream refuses
    clicks_stream: str
    cache_endpoint: str  # "host:port", or "host:port+tls"
    origin_secret_arn: str
    salt_secret_arn: str  # the key of the daily visitor HMAC
    public_url: str
    log_sample: float  # share of redirects that write a log line; 1.0 on the local stage


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksApiSettings(Settings):
    stage: str
    urls_table: str
    clicks_table: str
    reports_table: str
    idempotency_table: str
    cache_endpoint: str
    origin_secret_arn: str
    code_key_secret_arn: str  # the key of the permutation over 62^7
    public_url: str  # short URLs are public_url + "/" + code
    own_hosts: tuple[str, ...]
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClicksSettings(Settings):
    clicks_table: str
    cache_endpoint: str
    quarantine_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RollupSettings(Settings):
    clicks_table: str
    clicks_stream: str  # takes late clicks after all
    urls_table: str
    cache_endpoint: str
    prewarm_links: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksAuditSettings(Settings):
    """Compares hours with the segments they were made of."""

    clicks_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksTweetsSettings(Settings):
    """Short links for the addresses in tweets."""

    urls_table: str
    clicks_table: str  # knows who left
    code_key_secret_arn: str
    public_url: str
    own_hosts: tuple[str, ...]
    bus_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksErasureSettings(Settings):
    urls_table: str
    clicks_table: str
    reports_table: str
    cache_endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NearbySettings(Settings):
    """The redirect in a region that is not home. Secrets by name: there they are replicas."""

    urls_table: str  # its replica
    clicks_stream: str  # the region's own
    origin_secret: str
    salt_secret: str
    home_host: str  # answers what only home can
    log_sample: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HomewardSettings(Settings):
    """From a region's stream of clicks to the one at home."""

    home_region: str
    home_stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinksHealthSettings(Settings):
    """What Route 53 asks in every region."""

    urls_table: str
