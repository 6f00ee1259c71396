"""Composition of the archive: one reader per system, once per sandbox."""

from functools import cache

from contracts.http.export import ROUTES
from core import aws
from core.clock import SystemClock
from core.http.api import Handler
from core.http.wiring import api_handler
from core.valkey import ValkeyCache

from .adapters.accounts_table import DynamoAccounts
from .adapters.held_links import HeldLinks
from .adapters.held_social import HeldReactions, HeldRelations, HeldTweets, HeldUploads
from .adapters.held_videos import HeldVideos
from .adapters.held_watching import HeldWatching
from .exporting import ExportOperations
from .settings import ExportSettings


@cache
def export() -> Handler:
    settings = ExportSettings.from_env()
    clock = SystemClock()
    links = HeldLinks(
        client=aws.dynamodb(),
        table=settings.urls_table,
        short_url=settings.public_url + "/",
        clock=clock,
    )
    social = (
        HeldTweets(client=aws.dynamodb(), table=settings.tweets_table),
        HeldReactions(client=aws.dynamodb(), table=settings.reactions_table),
        HeldRelations(client=aws.dynamodb(), table=settings.follows_table),
        HeldUploads(
            client=aws.dynamodb(), table=settings.media_table, public_url=settings.public_url
        ),
    )
    videos = HeldVideos(
        client=aws.dynamodb(), table=settings.videos_table, public_url=settings.public_url
    )
    watching = HeldWatching(client=aws.dynamodb(), table=settings.viewers_table)
    people = DynamoAccounts(client=aws.dynamodb(), accounts=settings.accounts_table, api_keys="")
    return api_handler(
        service="accounts-export",
        routes=ROUTES,
        operations=ExportOperations(
            people=people, holdings=[links, *social, videos, watching], clock=clock
        ).by_name(),
        settings=settings,
        cache=ValkeyCache(endpoint=settings.cache_endpoint),
    )
