"""Composition of what counts clicks, once per sandbox."""

from functools import cache
from typing import TYPE_CHECKING

from core import aws
from core.clock import SystemClock
from core.ids import RandomIds
from core.observability import logger_for
from core.valkey import ValkeyCache

from .adapters.click_chain import ClickChain
from .adapters.click_store import DynamoClicks
from .adapters.hot_forms import HotForms
from .adapters.late_clicks import ClickStreamSink, LateClickTable
from .adapters.quarantine_bucket import QuarantineBucket
from .counting.clicked import read_click
from .counting.consuming import ClickConsumer
from .counting.live import ValkeyCounters
from .counting.prewarming import HotLinksPrewarmer
from .counting.rollup import RollUp
from .redirect.late import drain
from .settings import ClicksSettings, RollupSettings

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@cache
def counter_log() -> "Logger":
    return logger_for("links-clicks")


@cache
def rollup_log() -> "Logger":
    return logger_for("links-rollup")


def _not_counted(clicks: int) -> None:
    counter_log().warning("live counters not written", extra={"clicks": clicks})


def _not_warmed() -> None:
    rollup_log().warning("cache not warmed")


@cache
def consumer() -> ClickConsumer:
    settings = ClicksSettings.from_env()
    return ClickConsumer(
        chain=ClickChain(client=aws.dynamodb(), table=settings.clicks_table),
        quarantine=QuarantineBucket(client=aws.s3(), bucket=settings.quarantine_bucket),
        live=ValkeyCounters(
            cache=ValkeyCache(endpoint=settings.cache_endpoint), on_failure=_not_counted
        ),
        ids=RandomIds(),
        read=read_click,
    )


@cache
def _rollup_settings() -> RollupSettings:
    return RollupSettings.from_env()


@cache
def rollup() -> RollUp:
    settings, clock = _rollup_settings(), SystemClock()
    chain = ClickChain(client=aws.dynamodb(), table=settings.clicks_table)
    return RollUp(
        segments=chain,
        queue=chain,
        store=DynamoClicks(client=aws.dynamodb(), table=settings.clicks_table),
        prewarmer=HotLinksPrewarmer(
            links=HotForms(client=aws.dynamodb(), table=settings.urls_table),
            cache=ValkeyCache(endpoint=settings.cache_endpoint),
            clock=clock,
            most=settings.prewarm_links,
            on_failure=_not_warmed,
        ),
        clock=clock,
        ids=RandomIds(),
    )


def drain_late_clicks() -> int:
    """How many clicks that the stream had refused it took now."""
    settings = _rollup_settings()
    return drain(
        waiting=LateClickTable(client=aws.dynamodb(), table=settings.clicks_table),
        sink=ClickStreamSink(client=aws.kinesis(), stream=settings.clicks_stream),
    )
