"""The environment of each accounts function: written by the stack, read by ``wiring``."""

from dataclasses import dataclass

from core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizerSettings(Settings):
    stage: str
    api_keys_table: str
    credentials_keep_seconds: int  # how long a sandbox goes without asking the table again
    user_pool_id: str
    client_ids: tuple[str, ...]
    issuer: str
    jwks_url: str
    origin_secret_arn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsApiSettings(Settings):
    stage: str
    version: str
    accounts_table: str
    api_keys_table: str
    origin_secret_arn: str
    cache_endpoint: str  # "host:port", or "host:port+tls"
    self_service_plans: bool
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSettings(Settings):
    """Reads what every system holds about the caller."""

    stage: str
    accounts_table: str
    urls_table: str
    tweets_table: str
    follows_table: str
    reactions_table: str
    media_table: str
    viewers_table: str
    videos_table: str
    origin_secret_arn: str
    cache_endpoint: str  # "host:port", or "host:port+tls"
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AvatarSettings(Settings):
    """Reads which images the caller uploaded."""

    stage: str
    accounts_table: str
    media_table: str
    origin_secret_arn: str
    cache_endpoint: str  # "host:port", or "host:port+tls"
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]
    public_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpSettings(Settings):
    """Cognito's pre-sign-up and post-confirmation triggers."""

    accounts_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxSettings(Settings):
    """Sends outbox rows (from the table's stream) as events; removes keys and the Cognito user."""

    accounts_table: str
    api_keys_table: str
    bus_name: str
    user_pool_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSettings(Settings):
    """Tells everybody of an erasure once more, from a queue with a delay."""

    bus_name: str
