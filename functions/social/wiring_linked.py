"""Composition of what puts short links on tweets, once per sandbox."""

from functools import cache

from core import aws
from core.clock import SystemClock
from core.observability import logger_for
from core.resp import RespClient

from .adapters.counters import CounterShards
from .adapters.fact_copies import FactCopies
from .adapters.tweet_table import DynamoTweets
from .adapters.written_through import WrittenThrough
from .linking.keeping import LinkKeeper
from .settings import SocialLinkedSettings


def _not_written(key: str) -> None:
    logger_for("social-linked").warning("cache not written", extra={"key": key})


@cache
def keeper() -> LinkKeeper:
    settings, dynamodb = SocialLinkedSettings.from_env(), aws.dynamodb()
    # Nothing is counted here, so the counters' table is none of ours.
    tweets = DynamoTweets(
        client=dynamodb,
        table=settings.tweets_table,
        counters=CounterShards(client=dynamodb, table=""),
    )
    copies = WrittenThrough(
        copies=FactCopies(client=RespClient(endpoint=settings.cache_endpoint)),
        on_failure=_not_written,
    )
    return LinkKeeper(tweets=tweets, copies=copies, clock=SystemClock())
