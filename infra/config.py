"""The stages, as data. What is not in ``DIFFERENCES`` is the same on a laptop and in production.

Nothing here asks the network: ``cdk synth -c stage=prod`` works offline and without credentials.
It is longer than others because stages are read beside each other.
"""

import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from infra.sizing.capacity import (
    Warm,
    click_shards,
    social_shards,
    social_work_shards,
    view_shards,
    warm_tables,
)
from infra.sizing.peaks import PEAKS
from infra.sizing.throttles import (
    GATEWAY_BURST,
    ROUTE_THROTTLES,
    Throttle,
    throttles,
    throttles_below,
)
from infra.sizing.valkey import NODE, cache_shards

CONTRACT = "triptych:table"  # the tag with the name that contracts give a table
StageName = Literal["local", "dev", "prod"]
VERSION = "0.1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheNodes:
    """The Valkey replication group: shards, replicas of each, node type."""

    node_type: str
    shards: int
    replicas: int
    tls: bool


# What browsers call films that the transcoder reads.
VIDEO_TYPES = (
    "video/mp4",
    "video/quicktime",
    "video/x-m4v",
    "video/webm",
    "video/x-matroska",
    "video/matroska",
    "video/x-msvideo",
    "video/avi",
    "video/mpeg",
    "video/mp2t",
    "video/3gpp",
    "video/3gpp2",
    "video/x-ms-wmv",
    "video/x-ms-asf",
)

USUAL = Throttle(rate=2_000, burst=4_000)
LONGEST_REQUEST_SECONDS = 30  # the gateway waits no longer for a function


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All that may differ between stages. ``emulator`` is the laptop's endpoint, "" on AWS."""

    name: StageName
    emulator: str = ""
    region: str = "us-east-1"  # CloudFront's firewall has to be declared in us-east-1
    # Where links are redirected, home first: all that is written is written there. None: only in
    # ``region``, and nothing has a replica.
    regions: tuple[str, ...] = ()
    # False: the secrets' key is there and functions may use it, and no secret is under it yet. So a
    # stage that was made without one is deployed once, or its functions could not read for a while.
    seals_secrets: bool = True
    hosted_zone: str = ""  # Route 53's id of the zone of ``domain``; several regions need it
    domain: str = ""
    short_domain: str = ""
    public_url: str = ""
    allowed_origins: tuple[str, ...] = ()
    python: str = "3.13"
    architecture: str = "arm64"
    redirect_origin: Literal["http-api", "function-url"] = "http-api"
    cache: CacheNodes = CacheNodes(node_type="cache.t4g.micro", shards=1, replicas=0, tls=True)
    click_shards: int = 0  # none: the stream is on demand
    click_window_seconds: int = 2
    redirect_memory_mb: int = 160  # it uses 32; of 12 ms, 8 are waiting
    counter_memory_mb: int = 1024
    rollup_memory_mb: int = 1769  # one whole processor
    durable: bool = False
    canary: bool = False  # new versions of functions take over slowly, and turn back by alarm
    firewall: bool = True
    log_days: int = 14
    log_sample: float = 0.01
    authorizer_ttl: int = 30  # seconds the gateway keeps a verdict about a caller
    credentials_keep_seconds: int = 20  # and its function what it read of keys and bans
    rate_limit_per_minute: int = 600
    throttle: Throttle = USUAL
    route_throttles: Mapping[str, Throttle] = field(default_factory=lambda: ROUTE_THROTTLES)
    self_service_plans: bool = True
    prewarm_links: int = 10_000
    social_shards: int = 0  # of the stream of changes; none: on demand
    social_work_shards: int = 0  # of the fan-out's tasks, an even number; none: on demand
    dedicated_readers: bool = False  # the fan-out reads its streams beside all other consumers
    celebrity_threshold: int = 1_000_000  # followers from which on homes pull
    largest_upload: int = 10_000_000  # bytes of one image
    largest_video: int = 50_000_000_000  # bytes of one film
    video_types: tuple[str, ...] = VIDEO_TYPES
    trend_floor: int = 5  # different authors below which nothing trends
    learning_memory_mb: int = 3_008  # all that a new account may ask for
    view_shards: int = 0  # of the stream of views; none: on demand
    playback_token_seconds: int = 3_600
    signing_key_days: int = 30  # one key signs playback tokens for so long
    stream_lease_seconds: int = 60  # a player that is silent may lose its place to another
    stream_patience_seconds: int = 600  # and after that its session is closed
    alarm_email: str = ""
    # Tables that were restored, by the name of their contract: the new table's name, and
    # ``/stream/<label>`` behind it where it has a stream.
    restored: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    warm: Mapping[str, Warm] = field(default_factory=lambda: MappingProxyType({}))  # by contract
    monthly_budget: int = 0  # dollars of the whole account; none: nobody is told

    def __post_init__(self) -> None:
        """Raises ValueError for regions that cannot be deployed."""
        if not self.regions:
            return
        if self.regions[0] != self.region or len(set(self.regions)) != len(self.regions):
            raise ValueError(f"The first of the regions is home, {self.region}; each stands once.")
        if not (self.domain and self.hosted_zone):
            raise ValueError("Several regions need a domain and the id of its hosted zone.")
        if self.redirect_origin != "http-api":
            raise ValueError("Several regions redirect by their gateways, not by function URLs.")

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The regions that are not home."""
        return self.regions[1:]

    @property
    def emulated(self) -> bool:
        return bool(self.emulator)

    @property
    def shut_out_after(self) -> int:
        """Seconds after which nothing is written any more for who was erased or banned."""
        return self.authorizer_ttl + self.credentials_keep_seconds + LONGEST_REQUEST_SECONDS

    @property
    def url(self) -> str:
        """What short links start with; no slash at the end."""
        host = self.short_domain or self.domain
        return self.public_url or (f"https://{host}" if host else "https://triptych.invalid")

    @property
    def hosts(self) -> tuple[str, ...]:
        """Our own names, which no short link may point to."""
        of_url = urlsplit(self.url).hostname or ""
        return tuple(sorted({h for h in (of_url, self.domain, self.short_domain) if h}))


LOCAL = Stage(
    name="local",
    emulator="http://localhost:4566",
    public_url="http://localhost:8080",
    python=f"{sys.version_info.major}.{sys.version_info.minor}",
    architecture="arm64" if platform.machine() in {"arm64", "aarch64"} else "x86_64",
    cache=CacheNodes(node_type="cache.t4g.micro", shards=1, replicas=0, tls=False),
    click_shards=1,
    social_shards=1,
    social_work_shards=2,
    celebrity_threshold=8,
    largest_video=4_000_000_000,
    trend_floor=1,
    view_shards=1,
    stream_patience_seconds=60,
    firewall=False,
    log_days=1,
    log_sample=1.0,
    authorizer_ttl=0,
    credentials_keep_seconds=0,
    rate_limit_per_minute=60_000,
)

DEV = Stage(name="dev")

PROD = Stage(
    name="prod",
    learning_memory_mb=10_240,
    domain="triptych.example",
    cache=CacheNodes(node_type="cache.m7g.large", shards=2, replicas=1, tls=True),
    click_shards=click_shards(PEAKS),
    click_window_seconds=12,
    durable=True,
    canary=True,
    log_days=90,
    rate_limit_per_minute=600,
    throttle=Throttle(rate=5_000, burst=GATEWAY_BURST),  # fits into a new account
    self_service_plans=False,
    dedicated_readers=True,
)

STAGES: Mapping[str, Stage] = {stage.name: stage for stage in (LOCAL, DEV, PROD)}

# The one list of what differs between the laptop and production, and why.
DIFFERENCES: Mapping[str, str] = {
    "name": "stages stand side by side",
    "emulator": "the laptop's cloud answers at one address",
    "domain": "the laptop has no name of its own",
    "public_url": "the laptop's port is chosen when it starts",
    "python": "the emulator runs handlers in its own interpreter",
    "architecture": "the laptop's processor",
    "cache": "one Valkey process without TLS",
    "click_shards": "one shard is all one process can read",
    "social_shards": "one shard is all one process can read",
    "dedicated_readers": "production's consumers are more than share a shard well",
    "view_shards": "one shard is all one process can read",
    "stream_patience_seconds": "who tries it out sees a session end by itself",
    "social_work_shards": "one shard for each of the two lanes",
    "trend_floor": "a laptop's people are few",
    "largest_video": "a laptop's disk is small",
    "learning_memory_mb": "more than a new account may ask for",
    "celebrity_threshold": "a laptop's people are few, and both ways of reaching homes should run",
    "click_window_seconds": "many shards: a segment has to wait longer until it is worth writing",
    "durable": "a laptop is wiped; production keeps its data and refuses to be deleted",
    "canary": "what is tried out is deployed at once",
    "firewall": "the emulator cannot attach one",
    "log_days": "nobody reads a laptop's logs next month",
    "log_sample": "every redirect writes a line: an invocation without one waits 50 ms there",
    "authorizer_ttl": "a revoked key is refused at once where people try it out",
    "credentials_keep_seconds": "so is who was banned or erased; both ask the table each time",
    "rate_limit_per_minute": "tests and demos come from one address",
    "throttle": "production is sized for many users",
    "self_service_plans": "production sells plans through a payment provider",
}


def stage_named(name: str, *, given: Mapping[str, str]) -> Stage:
    """The stage, with what the command line gave (``-c publicUrl=… -c domain=…``).

    Raises ValueError for a name that is none.
    """
    if name not in STAGES:
        raise ValueError(f"There is no stage {name!r}; there are {', '.join(STAGES)}.")
    return replace(STAGES[name], **_overrides(STAGES[name], given))  # type: ignore[arg-type]  # field names as data


def _overrides(stage: Stage, given: Mapping[str, str]) -> dict[str, object]:
    names = {
        "publicUrl": "public_url",
        "domain": "domain",
        "shortDomain": "short_domain",
        "alarmEmail": "alarm_email",
        "redirectOrigin": "redirect_origin",
        "hostedZone": "hosted_zone",
    }
    changed: dict[str, object] = {to: given[key] for key, to in names.items() if given.get(key)}
    if given.get("regions"):
        changed["regions"] = tuple(given["regions"].split(","))
    if given.get("restored"):
        pairs = (each.partition("=") for each in given["restored"].split(","))
        changed["restored"] = MappingProxyType({name: aim for name, _, aim in pairs})
    if given.get("sealSecrets") == "false":
        changed["seals_secrets"] = False
    changed |= _sized(stage, given)
    if given.get("monthlyBudget"):
        changed["monthly_budget"] = int(given["monthlyBudget"])
    if given.get("allowedOrigins"):
        changed["allowed_origins"] = tuple(given["allowedOrigins"].split(","))
    if given.get("playbackTokenSeconds"):
        changed["playback_token_seconds"] = int(given["playbackTokenSeconds"])
    if stage.emulated and given.get("emulatorPort"):
        changed["emulator"] = f"http://localhost:{given['emulatorPort']}"
    return changed


def _sized(stage: Stage, given: Mapping[str, str]) -> dict[str, object]:
    """The rate of all routes is the last word, also beside the peaks."""
    sized: dict[str, object] = {}
    if given.get("warm") == "true":
        sized["warm"] = warm_tables(PEAKS)
    if given.get("peaks") == "true":
        sized |= _of_the_peaks(stage)
    if given.get("throttle"):
        rate = int(given["throttle"])
        sized |= {"throttle": Throttle.of(rate), "route_throttles": throttles_below(rate)}
    return sized


def _of_the_peaks(stage: Stage) -> dict[str, object]:
    """What carries the design document's peaks; the account's quotas are raised before."""
    return {
        "route_throttles": throttles(PEAKS, usual=stage.throttle),
        "cache": replace(stage.cache, node_type=NODE, shards=cache_shards(PEAKS)),
        "click_shards": click_shards(PEAKS),
        "social_shards": social_shards(PEAKS),
        "social_work_shards": social_work_shards(PEAKS),
        "view_shards": view_shards(PEAKS),
        "warm": warm_tables(PEAKS),
    }
