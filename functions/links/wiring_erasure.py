"""Composition of the erasure of links, once per sandbox."""

from functools import cache

from aws_lambda_powertools import Logger

from contracts.tables.links import OPEN_REPORTS
from core import aws
from core.clock import SystemClock
from core.observability import logger_for
from core.report_table import DynamoReports
from core.valkey import ValkeyCache

from .adapters.click_store import DynamoClicks
from .adapters.departures import DynamoDepartures
from .adapters.link_table import DynamoLinks
from .adapters.written_through import WrittenThrough
from .library.erasing import Eraser
from .settings import LinksErasureSettings


@cache
def logger() -> Logger:
    return logger_for("links-erasure")


def _not_written(code: str) -> None:
    logger().warning("cache not written", extra={"link": code})


@cache
def eraser() -> Eraser:
    settings = LinksErasureSettings.from_env()
    cache_ = ValkeyCache(endpoint=settings.cache_endpoint)
    return Eraser(
        store=DynamoLinks(client=aws.dynamodb(), table=settings.urls_table),
        cache=WrittenThrough(cache=cache_, clock=SystemClock(), on_failure=_not_written),
        statistics=DynamoClicks(client=aws.dynamodb(), table=settings.clicks_table),
        reports=DynamoReports(
            client=aws.dynamodb(), table=settings.reports_table, kind=OPEN_REPORTS
        ),
        departures=DynamoDepartures(client=aws.dynamodb(), table=settings.clicks_table),
    )
