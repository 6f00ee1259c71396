"""Composition of what says whether a region can redirect, once per sandbox."""

import os
from functools import cache

from contracts.tables.links import COUNTER
from core.aws_lite import Patience, services
from core.errors import Unavailable

from .adapters.hot_table import HotTable
from .settings import LinksHealthSettings

PATIENCE = Patience(timeout=0.7, attempts=2)


@cache
def _table() -> HotTable:
    settings = LinksHealthSettings.from_env()
    aws = services(environ=os.environ, patience=PATIENCE, names=("dynamodb",))
    return HotTable(dynamodb=aws["dynamodb"], table=settings.urls_table)


def readable() -> bool:
    """Whether the table answers; of an item that is no link, which costs least."""
    try:
        _table().hot_form(COUNTER, consistent=False)
    except Unavailable:
        return False
    return True
