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
    idempotency_table: str
    cache_endpoint: str  # "host:port", or "host:port+tls"
    origin_secret_arn: str
    public_url: str
    celebrity_threshold: int  # followers from which on homes pull
    rate_limit_per_minute: int
    allowed_origins: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialPeopleSettings(Settings):
    """Copies profiles on ``account.changed``."""

    people_table: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialErasureSettings(Settings):
    tweets_table: str
    follows_table: str
    reactions_table: str
    people_table: str
    cache_endpoint: str
