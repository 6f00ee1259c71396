"""Composition of what notes notices, once per sandbox."""

from functools import cache

from core import aws
from core.observability import logger_for
from core.stream_records import QuarantineBucket

from .adapters.counters import CounterShards
from .adapters.notice_table import NoticeTable
from .adapters.tweet_items import entry_of
from .adapters.tweet_table import DynamoTweets
from .changes import Json
from .consuming import BatchReader
from .model import Entry
from .notices.taking import NoticeTaker
from .ports import Bell
from .settings import SocialNoticesSettings
from .wiring_bell import bell

logger = cache(logger_for)


def _entry_of(item: Json) -> Entry:
    return entry_of(dict(item))


@cache
def reader() -> BatchReader:
    bucket = SocialNoticesSettings.from_env().quarantine_bucket
    quarantine = QuarantineBucket(client=aws.s3(), bucket=bucket, consumer="notices")
    return BatchReader(quarantine=quarantine, entry_of=_entry_of)


@cache
def taker() -> NoticeTaker:
    settings = SocialNoticesSettings.from_env()
    dynamodb = aws.dynamodb()
    # Reads only: who counts reactions is never asked, so its table is none of ours.
    tweets = DynamoTweets(
        client=dynamodb,
        table=settings.tweets_table,
        counters=CounterShards(client=dynamodb, table=""),
    )
    store = NoticeTable(client=dynamodb, table=settings.notices_table)
    return NoticeTaker(store=store, tweets=tweets, entry_of=_entry_of)


@cache
def live() -> Bell:
    return bell(table=SocialNoticesSettings.from_env().live_table, service="social-notices")
