"""Composition root of the redirect; built once per sandbox, at its first request."""

import os
from collections.abc import Callable, Mapping
from functools import cache

from core.aws_lite import JsonService, Patience, Secrets, services
from core.breaker import Breaker
from core.origin import OriginGuard
from core.resp import RespClient

from .adapters.click_stream import ClickStream, DeferredClicks
from .adapters.hot_cache import HotCache
from .adapters.hot_table import HotTable
from .redirect.edge import RedirectEdge
from .redirect.finding import LinkFinder, SandboxMemory
from .redirect.log import RedirectLog
from .redirect.redirecting import Redirect
from .redirect.visits import VisitorKey
from .settings import RedirectSettings

SERVICES = ("dynamodb", "kinesis", "secretsmanager")
PATIENCE = Patience(timeout=0.7, attempts=3, pause=0.05)
"""Kinesis black-holed and then the table: still inside the function's five seconds."""


@cache
def redirect() -> RedirectEdge:
    """The redirect as the environment describes it."""
    settings = RedirectSettings.from_env()
    return build(
        settings=settings,
        aws=services(environ=os.environ, patience=PATIENCE, names=SERVICES),
        valkey=RespClient(endpoint=settings.cache_endpoint),
        log=RedirectLog(sample=settings.log_sample),
    )


def build(
    *,
    settings: RedirectSettings,
    aws: Mapping[str, JsonService],
    valkey: RespClient,
    log: RedirectLog,
) -> RedirectEdge:
    """Calls nobody yet: secrets are read with the first request that needs them."""
    secrets = Secrets(aws["secretsmanager"])
    table = HotTable(dynamodb=aws["dynamodb"], table=settings.urls_table)
    entries = HotCache(client=valkey)
    deferred = DeferredClicks(
        dynamodb=aws["dynamodb"], table=settings.clicks_table, on_deferred=log.deferred
    )
    clicks = ClickStream(
        kinesis=aws["kinesis"],
        stream=settings.clicks_stream,
        breaker=Breaker(),
        otherwise=deferred.keep,
    )
    finder = LinkFinder(
        table=table, cache=entries, memory=SandboxMemory(), confirm_breaker=Breaker()
    )
    use_case = Redirect(
        finder=finder,
        limit=table,
        clicks=clicks,
        attempts=entries,
        visitors=VisitorKey(salt=lambda: secrets.read(settings.salt_secret_arn)),
        is_bot=_bot_detector(),
        verify=_verify,
    )
    guard = OriginGuard(
        secret=lambda: secrets.read(settings.origin_secret_arn),
        before=lambda: secrets.before(settings.origin_secret_arn),
    )
    return RedirectEdge(guard=guard, redirect=use_case, log=log)


def _bot_detector() -> Callable[[str], bool]:
    """Only links with ``maxClicks`` need to know, so nobody else pays for the patterns."""

    @cache
    def detector() -> Callable[[str], bool]:
        from crawlerdetect import CrawlerDetect  # type: ignore[import-untyped]  # ships no types

        found: Callable[[str], bool] = CrawlerDetect().is_crawler
        return found

    return lambda user_agent: bool(detector()(user_agent))


def _verify(password: str, stored: str) -> bool:
    from core.passwords import verify_password

    return verify_password(password, stored)
