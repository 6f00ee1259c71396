"""Composition root of the home timeline; built once per sandbox, at its first request."""

import os
from collections.abc import Mapping
from functools import cache

from core.aws_lite import JsonService, Patience, Secrets, services
from core.cursor import Cursors
from core.ids import RandomIds
from core.origin import OriginGuard
from core.resp import RespClient

from .adapters.fact_copies import FactCopies
from .adapters.home_cache import HomeCache
from .adapters.home_facts import HomeFacts
from .adapters.home_tables import HomeTables, TableNames
from .adapters.timelines import ValkeyTimelines
from .home_edge import HomeEdge
from .recalling import RecallingFacts
from .settings import SocialHomeSettings
from .timeline.building import Builder
from .timeline.ports import LENGTH
from .timeline.pulling import Pull
from .timeline.reading import HomeTimeline

SERVICES = ("dynamodb", "secretsmanager")
PATIENCE = Patience(timeout=1.5, attempts=3, pause=0.05)


@cache
def home() -> HomeEdge:
    """The home timeline as the environment describes it."""
    settings = SocialHomeSettings.from_env()
    return build(
        settings=settings,
        aws=services(environ=os.environ, patience=PATIENCE, names=SERVICES),
        valkey=RespClient(endpoint=settings.cache_endpoint),
    )


def build(
    *, settings: SocialHomeSettings, aws: Mapping[str, JsonService], valkey: RespClient
) -> HomeEdge:
    """Calls nobody yet: the secret is read with the first request."""
    secrets = Secrets(aws["secretsmanager"])
    guard = OriginGuard(
        secret=lambda: secrets.read(settings.origin_secret_arn),
        before=lambda: secrets.before(settings.origin_secret_arn),
    )
    return HomeEdge(
        guard=guard,
        homes=timeline(settings=settings, dynamodb=aws["dynamodb"], valkey=valkey),
        cursors=Cursors(secret=lambda: guard.known),
        limit=settings.rate_limit_per_minute,
        origins=settings.allowed_origins,
        log_sample=settings.log_sample,
    )


def timeline(
    *, settings: SocialHomeSettings, dynamodb: JsonService, valkey: RespClient
) -> HomeTimeline:
    names = TableNames(
        tweets=settings.tweets_table,
        follows=settings.follows_table,
        reactions=settings.reactions_table,
        people=settings.people_table,
    )
    tables = HomeTables(dynamodb=dynamodb, names=names)
    pull = Pull(graph=tables, authors=tables)
    return HomeTimeline(
        cache=HomeCache(client=valkey),
        facts=RecallingFacts(
            copies=FactCopies(client=valkey),
            tables=HomeFacts(dynamodb=dynamodb, names=names),
            ids=RandomIds(),
        ),
        graph=tables,
        pull=pull,
        homes=Builder(
            timelines=ValkeyTimelines(client=valkey),
            pull=lambda owner: pull.newest(
                owner, before="", most=LENGTH, without=tables.circle(owner).merged
            ),
            ids=RandomIds(),
        ),
        recents=Builder(
            timelines=ValkeyTimelines(client=valkey, kind="recent"),
            pull=lambda owner: pull.of([owner], before="", most=LENGTH),
            ids=RandomIds(),
        ),
    )
