"""Who may do this, and how often: fails closed, before anything of the request is parsed.

Order: around the edge (403), no principal (401), scope (403), administrators (403), rate (429).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from contracts.http import Route

from ..errors import (
    AppError,
    AroundTheEdge,
    Forbidden,
    InsufficientScope,
    InvalidToken,
    Unauthenticated,
    Unavailable,
)
from ..origin import no_secret, same
from ..rate_limit import RateLimiter
from .incoming import ORIGIN_HEADER, Incoming
from .messages import Principal


@dataclass(frozen=True, slots=True)
class Admission:
    """The caller, if there is one, and the headers every answer to this request carries."""

    principal: Principal | None
    headers: Mapping[str, str] = field(default_factory=dict)


class Guard:
    """``origin_secret`` is asked per request (it caches); empty refuses everybody.

    ``before`` is asked where it does not match: the secret before, while it turns.
    """

    REASONS: ClassVar[Mapping[str, type[AppError]]] = {
        "invalid_token": InvalidToken,
        "around_the_edge": AroundTheEdge,
        "unavailable": Unavailable,
    }

    def __init__(
        self,
        *,
        origin_secret: Callable[[], str],
        before: Callable[[], str] = no_secret,
        limiter: RateLimiter | None = None,
    ) -> None:
        self._origin_secret, self._before = origin_secret, before
        self._limiter = limiter

    def admit(self, route: Route, request: Incoming) -> Admission:
        self._came_through_the_edge(request)
        principal = None if route.public else self._authorised(route, request)
        if self._limiter is None:
            return Admission(principal)
        allowance = self._limiter.check(_subject(principal, request))
        return Admission(principal, allowance.headers())

    def _came_through_the_edge(self, request: Incoming) -> None:
        given = request.headers.get(ORIGIN_HEADER, "")
        if not same(given, self._origin_secret()) and not same(given, self._before()):
            raise AroundTheEdge

    def _authorised(self, route: Route, request: Incoming) -> Principal:
        principal = request.principal()
        if principal is None:
            raise self.REASONS.get(request.claims.get("reason", ""), Unauthenticated)
        if route.scope is None or not principal.may(route.scope):
            raise InsufficientScope(details={"scope": route.scope or ""})
        if route.admin and not principal.admin:
            raise Forbidden("Only administrators may do this.")
        return principal


def _subject(principal: Principal | None, request: Incoming) -> str:
    if principal is None:
        return "net:" + request.viewer().network
    if principal.key_id:
        return "key:" + principal.key_id
    return "user:" + principal.user_id
