"""Composition of the statistics' side of the API."""

from collections.abc import Mapping

from core import aws
from core.cache import Cache
from core.clock import Clock
from core.http.messages import Operation

from .adapters.click_store import DynamoClicks
from .counting.stats import LinkStatistics
from .counting.stats_operation import stats_operation
from .library.owning import Library
from .settings import LinksApiSettings


def stats_operations(
    *, settings: LinksApiSettings, owners: Library, cache: Cache, clock: Clock
) -> Mapping[str, Operation]:
    store = DynamoClicks(client=aws.dynamodb(), table=settings.clicks_table)
    stats = LinkStatistics(store=store, cache=cache, clock=clock)
    return {"getLinkStats": stats_operation(stats=stats, owners=owners, clock=clock)}
