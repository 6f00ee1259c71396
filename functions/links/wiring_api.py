"""Composition of the owners' API, once per sandbox."""

from functools import cache

from contracts.http.catalogue import all_routes
from contracts.http.links import ROUTES
from contracts.tables.links import OPEN_REPORTS
from core import aws
from core.clock import SystemClock
from core.cursor import Cursors
from core.http.api import Handler
from core.http.wiring import api_handler
from core.observability import logger_for
from core.passwords import hash_password
from core.report_table import DynamoReports
from core.secrets import Secret
from core.valkey import ValkeyCache

from .adapters.link_table import DynamoLinks
from .adapters.resolver import SystemResolver
from .adapters.written_through import WrittenThrough
from .library.aliases import reserved_words
from .library.codes import DerivedCodes, LeasedCodes
from .library.moderating import ModerationOperations
from .library.operations import LinkOperations
from .library.owning import Library, Moderation
from .library.shortening import LinkJudge, Shortener
from .library.targets import TargetJudge
from .settings import LinksApiSettings
from .wiring_stats import stats_operations


def _not_written(code: str) -> None:
    logger_for("links-api").warning("cache not written", extra={"link": code})


@cache
def api() -> Handler:
    settings = LinksApiSettings.from_env()
    clock = SystemClock()
    cache_ = ValkeyCache(endpoint=settings.cache_endpoint)
    links = DynamoLinks(client=aws.dynamodb(), table=settings.urls_table)
    written = WrittenThrough(cache=cache_, clock=clock, on_failure=_not_written)
    code_key = Secret(arn=settings.code_key_secret_arn, client=aws.secretsmanager())
    library = Library(store=links, cache=written, clock=clock)
    shortener = Shortener(
        store=links,
        cache=written,
        codes=LeasedCodes(blocks=links, key=code_key),
        found_again=DerivedCodes(key=code_key),
        judge=LinkJudge(
            targets=TargetJudge.of(own_hosts=settings.own_hosts, resolver=SystemResolver()),
            clock=clock,
        ),
        reserved=reserved_words(all_routes()),
        hash_password=hash_password,
        clock=clock,
    )
    moderation = Moderation(
        library=library,
        queue=DynamoReports(client=aws.dynamodb(), table=settings.reports_table, kind=OPEN_REPORTS),
        clock=clock,
    )
    cursors = Cursors(secret=code_key)
    owners = LinkOperations(
        shortener=shortener,
        library=library,
        cursors=cursors,
        clock=clock,
        short_url=settings.public_url + "/",
    )
    return api_handler(
        service="links-api",
        routes=ROUTES,
        operations={
            **owners.by_name(),
            **ModerationOperations(moderation=moderation, cursors=cursors).by_name(),
            **stats_operations(settings=settings, owners=library, cache=cache_, clock=clock),
        },
        settings=settings,
        cache=cache_,
        idempotency_table=settings.idempotency_table,
    )
