"""Composition of the erasure of somebody from social, once per sandbox."""

from functools import cache

from contracts.events import AccountErased
from contracts.tables.social import TWEET_REPORTS, USER_REPORTS
from core import aws
from core.clock import SystemClock
from core.observability import logger_for
from core.report_table import DynamoReports
from core.resp import RespClient

from .adapters.counters import CounterShards
from .adapters.fact_copies import FactCopies
from .adapters.follow_table import DynamoGraph
from .adapters.media_buckets import S3Drop, S3Gallery
from .adapters.media_table import DynamoUploads
from .adapters.people_table import CopiedPeople
from .adapters.reaction_table import DynamoReactions
from .adapters.traces import Traces
from .adapters.tweet_table import DynamoTweets
from .adapters.written_through import WrittenThrough
from .erasing import Eraser
from .media.clearing import Clearing
from .settings import SocialErasureSettings
from .wiring_bell import bell

SERVICE = "social-erasure"
logger = cache(logger_for)


def _not_written(key: str) -> None:
    logger(SERVICE).warning("cache not written", extra={"key": key})


def _reports(table: str, kind: str) -> DynamoReports:
    return DynamoReports(client=aws.dynamodb(), table=table, kind=kind)


@cache
def eraser() -> Eraser:
    settings = SocialErasureSettings.from_env()
    dynamodb = aws.dynamodb()
    counters = CounterShards(client=dynamodb, table=settings.reactions_table)
    tweets = DynamoTweets(client=dynamodb, table=settings.tweets_table, counters=counters)
    reactions = DynamoReactions(
        client=dynamodb, table=settings.reactions_table, counters=counters, tweets=tweets
    )
    graph = DynamoGraph(client=dynamodb, table=settings.follows_table, counters=counters)
    return Eraser(
        tweets=tweets,
        reactions=reactions,
        graph=graph,
        erasable=Traces(
            tweets=tweets,
            reactions=reactions,
            graph=graph,
            people=CopiedPeople(client=dynamodb, table=settings.people_table),
            counters=counters,
        ),
        media=Clearing(
            uploads=DynamoUploads(client=dynamodb, table=settings.media_table),
            drop=S3Drop(client=aws.s3(), bucket=settings.uploads_bucket),
            gallery=S3Gallery(client=aws.s3(), bucket=settings.pictures_bucket),
        ),
        tweet_reports=_reports(settings.reports_table, TWEET_REPORTS),
        user_reports=_reports(settings.reports_table, USER_REPORTS),
        remembered=WrittenThrough(
            copies=FactCopies(client=RespClient(endpoint=settings.cache_endpoint)),
            on_failure=_not_written,
        ),
        bell=bell(table=settings.live_table, service=SERVICE),
        clock=SystemClock(),
    )


def erased(event: AccountErased) -> None:
    entries = eraser().erase(event.user_id)
    logger(SERVICE).info("erased", extra={"entries": entries})
