"""Composition of the shortening of tweets' addresses, once per sandbox."""

from functools import cache

from core import aws
from core.bus import EventBridgeBus
from core.clock import SystemClock
from core.secrets import Secret

from .adapters.departures import DynamoDepartures
from .adapters.link_table import DynamoLinks
from .adapters.resolver import SystemResolver
from .library.codes import DerivedCodes
from .library.shortening import LinkJudge
from .library.targets import TargetJudge
from .library.tweeted import TweetShortener
from .settings import LinksTweetsSettings


@cache
def _settings() -> LinksTweetsSettings:
    return LinksTweetsSettings.from_env()


@cache
def shortener() -> TweetShortener:
    settings, clock = _settings(), SystemClock()
    targets = TargetJudge.of(own_hosts=settings.own_hosts, resolver=SystemResolver())
    return TweetShortener(
        store=DynamoLinks(client=aws.dynamodb(), table=settings.urls_table),
        codes=DerivedCodes(
            key=Secret(arn=settings.code_key_secret_arn, client=aws.secretsmanager())
        ),
        judge=LinkJudge(targets=targets, clock=clock),
        departures=DynamoDepartures(client=aws.dynamodb(), table=settings.clicks_table),
        clock=clock,
    )


@cache
def bus() -> EventBridgeBus:
    return EventBridgeBus(client=aws.events(), name=_settings().bus_name)


def short_url(code: str) -> str:
    return f"{_settings().public_url}/{code}"
