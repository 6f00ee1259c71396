"""Composition of what counts trends, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for
from core.stream_records import QuarantineBucket
from core.valkey import ValkeyCache

from .adapters.tweet_items import entry_of
from .consuming import BatchReader
from .settings import SocialTrendsSettings
from .trends.counting import TrendCounter

PATIENCE = 2.0  # seconds; nobody waits, and a batch that failed comes again

logger = cache(logger_for)


@cache
def reader() -> BatchReader:
    bucket = SocialTrendsSettings.from_env().quarantine_bucket
    quarantine = QuarantineBucket(client=aws.s3(), bucket=bucket, consumer="trends")
    return BatchReader(quarantine=quarantine, entry_of=lambda item: entry_of(dict(item)))


@cache
def counter() -> TrendCounter:
    settings = SocialTrendsSettings.from_env()
    cache_ = ValkeyCache(endpoint=settings.cache_endpoint, budget=PATIENCE)
    return TrendCounter(cache=cache_, clock=SystemClock(), floor=settings.trend_floor)
