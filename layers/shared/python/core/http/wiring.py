"""The usual composition of an API function, from its settings. Called once per sandbox."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from contracts.http import Route

from .. import aws
from ..cache import Cache
from ..idempotency import Idempotency
from ..observability import logger_for
from ..rate_limit import RateLimiter
from ..secrets import Secret
from .api import Handler, build
from .guard import Guard
from .messages import Operation
from .paths import Methods


class ApiSettings(Protocol):
    """What the settings of an API function have."""

    @property
    def origin_secret_arn(self) -> str: ...
    @property
    def rate_limit_per_minute(self) -> int: ...
    @property
    def allowed_origins(self) -> tuple[str, ...]: ...


def api_handler(
    *,
    service: str,
    routes: Iterable[Route],
    operations: Mapping[str, Operation],
    settings: ApiSettings,
    cache: Cache,
    idempotency_table: str = "",
    elsewhere: Callable[[], Methods] = dict,
) -> Handler:
    """A guarded, rate-limited API; idempotent where it has a table for that.

    All systems share one limit per caller.
    """
    limiter = RateLimiter(cache=cache, name="api", limit=settings.rate_limit_per_minute)
    secret = Secret(arn=settings.origin_secret_arn, client=aws.secretsmanager())
    return build(
        routes=routes,
        operations=operations,
        guard=Guard(origin_secret=secret, before=secret.before, limiter=limiter),
        idempotency=(
            Idempotency.on_table(idempotency_table, client=aws.dynamodb())
            if idempotency_table
            else None
        ),
        allowed_origins=settings.allowed_origins,
        logger=logger_for(service),
        elsewhere=elsewhere,
    )
