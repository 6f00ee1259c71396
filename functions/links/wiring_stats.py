"""Composition of the statistics' side of the API."""

from collections.abc import Mapping

from core.cache import Cache
from core.clock import Clock
from core.http.messages import Operation

from .owning import Library
from .settings import LinksApiSettings


def stats_operations(
    *, settings: LinksApiSettings, owners: Library, cache: Cache, clock: Clock
) -> Mapping[str, Operation]:
    return {}
