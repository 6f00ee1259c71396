"""From declared routes and operations to a Lambda handler.

For each request: guard (edge, caller, scope, rate), parse (body, query by the route's models), at
most once by Idempotency-Key, operation, answer. Every error leaves by one handler and in one shape:
also an unknown path (404) and a known one with another method (405, which names the right ones).

Powertools does the routing, CORS and the gateway's answer format. A handler serves one request at a
time, as a Lambda sandbox does.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aws_lambda_powertools import Logger
from aws_lambda_powertools.event_handler import (
    APIGatewayHttpResolver,
    CORSConfig,
    Response,
)
from aws_lambda_powertools.event_handler.exceptions import NotFoundError

from contracts.http import Route

from ..errors import AppError
from ..idempotency import Idempotency
from ..observability import count_failure, logger_for
from .failures import known
from .guard import Guard
from .incoming import Event, Incoming
from .messages import Call, Operation
from .parse import body_bytes, body_model, path_parameters, query_model
from .paths import Methods, methods_of, not_served, rule
from .render import Rendered, error_response, rendered, response

Handler = Callable[[Event, object], dict[str, Any]]  # the gateway's JSON

IDEMPOTENCY_HEADER = "idempotency-key"
EXPOSED = [
    "Allow",
    "Location",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Retry-After",
    "X-Next-Cursor",
    "X-Request-Id",
]


class Unwired(RuntimeError):
    """Routes and operations do not match; found when the handler is built, not by a caller."""


def build(
    *,
    routes: Iterable[Route],
    operations: Mapping[str, Operation],
    guard: Guard,
    idempotency: Idempotency | None = None,
    allowed_origins: Sequence[str] = (),
    logger: Logger | None = None,
    elsewhere: Callable[[], Methods] = dict,
) -> Handler:
    """A handler for ``routes``. Raises Unwired if an operation or what it needs is missing.

    Every GET also answers HEAD. ``elsewhere`` tells, when a request fits no route, which methods
    other functions take on which paths.
    """
    served = tuple(routes)
    _check(served, operations, idempotency)
    app = APIGatewayHttpResolver(cors=_cors(allowed_origins), debug=False)
    own = methods_of(served)
    api = _Api(
        app,
        operations,
        guard,
        idempotency,
        logger or logger_for("api"),
        lambda request: not_served(request.method, request.path, own, elsewhere()),
    )
    for route in served:
        methods = ["GET", "HEAD"] if route.method == "GET" else [route.method]
        app.route(rule(route.path), method=methods)(api.serving(route))
    app.exception_handler(Exception)(api.failed)

    def handler(event: Event, context: object) -> dict[str, Any]:
        # Powertools types the context as its own class; it hands it on unread.
        return api.handle(event, context)

    return handler


class _Api:
    """One handler's collaborators. Powertools' context carries what belongs to the request."""

    def __init__(
        self,
        app: APIGatewayHttpResolver,
        operations: Mapping[str, Operation],
        guard: Guard,
        idempotency: Idempotency | None,
        logger: Logger,
        not_served: Callable[[Incoming], AppError],
    ) -> None:
        self._app = app
        self._operations = operations
        self._guard = guard
        self._idempotency = idempotency
        self._logger = logger
        self._not_served = not_served

    def handle(self, event: Event, context: object) -> dict[str, Any]:
        request = Incoming.of(event)
        self._logger.set_correlation_id(request.request_id)
        self._app.append_context(request=request, headers={}, operation="", user="")
        answer = self._app.resolve(event, context)  # type: ignore[arg-type]  # handed on unread
        answer["headers"].setdefault("Cache-Control", "no-store")  # preflights are Powertools' own
        if request.method == "HEAD":
            answer["body"], answer["isBase64Encoded"] = "", False
        return answer

    def serving(self, route: Route) -> Callable[..., Response[object]]:
        def serve(**path: str) -> Response[object]:
            request: Incoming = self._app.context["request"]
            self._app.append_context(operation=route.operation)
            admission = self._guard.admit(route, request)
            headers = dict(admission.headers)
            user = admission.principal.user_id if admission.principal else ""
            self._app.append_context(headers=headers, user=user)
            raw = body_bytes(route, request)
            call = Call(
                request_id=request.request_id,
                principal=admission.principal,
                path=path_parameters(path),
                query=query_model(route, request),
                body=body_model(route, raw),
                raw=raw,
                headers=request.visible_headers(),
                viewer=request.viewer(),
            )
            answer = self._perform(route, request, call)
            self._log(answer.status)
            return response(answer, request_id=request.request_id, extra=headers)

        return serve

    def failed(self, error: Exception) -> Response[object]:
        request: Incoming = self._app.context["request"]
        answer = (
            self._not_served(request)
            if isinstance(error, NotFoundError)
            else known(error) or AppError("Something went wrong on our side.")
        )
        if answer.status >= 500:
            operation = self._app.context["operation"]
            self._logger.error("request failed", exc_info=error)
            count_failure(service=self._logger.service, operation=operation, code=answer.code)
        self._log(answer.status, code=answer.code)
        extra = self._app.context["headers"]
        return error_response(answer, request_id=request.request_id, extra=extra)

    def _perform(self, route: Route, request: Incoming, call: Call) -> Rendered:
        operation = self._operations[route.operation]
        key = call.headers.get(IDEMPOTENCY_HEADER)
        if not route.idempotent or key is None or self._idempotency is None:
            return rendered(operation(call))
        owner = call.principal.user_id if call.principal else call.viewer.network
        record = self._idempotency.once(
            lambda attempt: rendered(operation(replace(call, attempt=attempt))).record(),
            scope=f"{route.operation}#{owner}",
            key=key,
            request=_identity(request) + call.raw,
            context=self._app.lambda_context,
        )
        return Rendered(**record)

    def _log(self, status: int, *, code: str = "") -> None:
        context = self._app.context
        self._logger.info(
            "answered",
            operation=context["operation"],
            user=context["user"],
            method=context["request"].method,
            status=status,
            code=code,
        )


def _identity(request: Incoming) -> bytes:
    return f"{request.method} {request.path}?{request.raw_query}\n".encode(errors="replace")


def _check(
    routes: Sequence[Route],
    operations: Mapping[str, Operation],
    idempotency: Idempotency | None,
) -> None:
    declared = {route.operation for route in routes}
    if declared != set(operations):
        raise Unwired(f"routes and operations differ in {sorted(declared ^ set(operations))}")
    if idempotency is None and any(route.idempotent for route in routes):
        raise Unwired("a route is idempotent, and there is no store for it")


def _cors(origins: Sequence[str]) -> CORSConfig | None:
    if not origins:
        return None
    return CORSConfig(
        allow_origin=origins[0],
        extra_origins=list(origins[1:]),
        allow_headers=["Idempotency-Key"],
        expose_headers=EXPOSED,
        max_age=600,
    )
