"""The bell, as consumers and erasure ring it."""

import os

from core.aws_lite import Patience, services
from core.clock import SystemClock
from core.ids import RandomIds
from core.observability import logger_for

from .adapters.live_bell import TableBell

PATIENCE = Patience(timeout=1.0, attempts=2)  # nothing waits for whoever is online


def bell(*, table: str, service: str) -> TableBell:
    logger = logger_for(service)
    return TableBell(
        dynamodb=services(environ=os.environ, patience=PATIENCE, names=("dynamodb",))["dynamodb"],
        table=table,
        clock=SystemClock(),
        ids=RandomIds(),
        on_failure=lambda hint: logger.warning("hint not told", extra={"hint": hint}),
    )
