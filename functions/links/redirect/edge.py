"""The outermost layer of the redirect: origin secret, reading, answering, one place for errors."""

from typing import Protocol

from core.errors import AppError, AroundTheEdge
from core.origin import OriginGuard

from .answers import Answer, answer, failure
from .log import RedirectLog
from .redirecting import Moved, Outcome
from .visits import Event, Visit, origin_secret_of


class Visits(Protocol):
    def visit(self, visit: Visit) -> Outcome: ...


class RedirectEdge:
    """Turns an event of the gateway into its answer, whatever happens."""

    def __init__(self, *, guard: OriginGuard, redirect: Visits, log: RedirectLog) -> None:
        self._guard, self._redirect, self._log = guard, redirect, log

    def __call__(self, event: Event) -> Answer:
        request_id = str(event["requestContext"].get("requestId") or "")
        visit: Visit | None = None
        tier = ""
        try:
            if not self._guard.admits(origin_secret_of(event)):
                raise AroundTheEdge
            visit = Visit.of(event)
            response, tier = self._answer(event, visit)
        except AppError as error:
            response = failure(visit, error, request_id)
        except Exception:  # the edge: whatever it is, the visitor gets a 500 without its text
            response = self._crashed(visit, request_id)
        self._log.answered(
            request_id=request_id,
            code=visit.code if visit else "",
            status=int(str(response["statusCode"])),
            tier=tier,
        )
        return response

    def _answer(self, event: Event, visit: Visit) -> tuple[Answer, str]:  # noqa: ARG002  # of those who pass it on
        return told(visit, self._redirect.visit(visit))

    def _crashed(self, visit: Visit | None, request_id: str) -> Answer:
        import traceback

        self._log.crashed(request_id=request_id, trace=traceback.format_exc(limit=-8))
        return failure(visit, AppError("Something went wrong on our side."), request_id)


def told(visit: Visit, outcome: Outcome) -> tuple[Answer, str]:
    """The answer, and the tier that the link came from."""
    return answer(visit, outcome), outcome.tier if isinstance(outcome, Moved) else ""
