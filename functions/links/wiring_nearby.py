"""Composition root of the redirect in a region that is not home; built once per sandbox."""

import os
from collections.abc import Mapping
from functools import cache

from core.aws_lite import JsonService, Secrets, services
from core.breaker import Breaker
from core.origin import OriginGuard

from .adapters.click_stream import ClickStream
from .adapters.home_api import HomeApi
from .adapters.hot_table import HotTable
from .redirect.finding import LinkFinder, SandboxMemory
from .redirect.log import RedirectLog
from .redirect.nearby import Home, HomeOnly, NearbyEdge, NoCache
from .redirect.redirecting import Redirect
from .redirect.visits import VisitorKey
from .settings import NearbySettings
from .wiring_redirect import PATIENCE, SERVICES

REMEMBERED = 4.0
"""Seconds in a sandbox: with the second that a replica is behind, five, as at home (L4)."""


@cache
def nearby() -> NearbyEdge:
    settings = NearbySettings.from_env()
    return build(
        settings=settings,
        aws=services(environ=os.environ, patience=PATIENCE, names=SERVICES),
        home=HomeApi(host=settings.home_host),
        log=RedirectLog(sample=settings.log_sample),
    )


def build(
    *, settings: NearbySettings, aws: Mapping[str, JsonService], home: Home, log: RedirectLog
) -> NearbyEdge:
    """Calls nobody yet: secrets are read with the first request that needs them."""
    secrets, only_there = Secrets(aws["secretsmanager"]), HomeOnly()
    redirect = Redirect(
        finder=LinkFinder(
            table=HotTable(dynamodb=aws["dynamodb"], table=settings.urls_table),
            cache=NoCache(),
            memory=SandboxMemory(ttl=REMEMBERED),
            confirm_breaker=Breaker(),
        ),
        limit=only_there,
        clicks=ClickStream(
            kinesis=aws["kinesis"],
            stream=settings.clicks_stream,
            breaker=Breaker(),
            otherwise=only_there.take,
        ),
        attempts=only_there,
        visitors=VisitorKey(salt=lambda: secrets.read(settings.salt_secret)),
        is_bot=_of_no_matter,
        verify=_never,
    )
    guard = OriginGuard(
        secret=lambda: secrets.read(settings.origin_secret),
        before=lambda: secrets.before(settings.origin_secret),
    )
    return NearbyEdge(guard=guard, redirect=redirect, home=home, log=log)


def _of_no_matter(_user_agent: str) -> bool:
    """Who visits a link with a number of visits is found out at home."""
    return False


def _never(_password: str, _stored: str) -> bool:
    """Passwords are tried at home, where attempts are counted."""
    return False
