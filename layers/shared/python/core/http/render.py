"""Answers as the gateway wants them: one shape for success, one for every error."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from contracts.http.models import iso

from ..errors import AppError
from .messages import Reply

ALWAYS = {"X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer in its final form, which is also what an Idempotency-Key replays."""

    status: int
    content_type: str | None
    headers: dict[str, str]
    body: str
    is_base64: bool = False

    def record(self) -> dict[str, object]:
        return asdict(self)


def rendered(reply: Reply) -> Rendered:
    headers = dict(reply.headers)
    if reply.body is None:
        return Rendered(reply.status, None, headers, "")
    if isinstance(reply.body, bytes):
        body = base64.b64encode(reply.body).decode()
        return Rendered(reply.status, reply.content_type, headers, body, is_base64=True)
    return Rendered(reply.status, reply.content_type, headers, _text(reply.body))


def response(answer: Rendered, *, request_id: str, extra: Mapping[str, str]) -> Response[object]:
    body = base64.b64decode(answer.body) if answer.is_base64 else answer.body
    headers = {**extra, **answer.headers}
    return _response(answer.status, answer.content_type, body, request_id, headers)


def error_response(
    error: AppError, *, request_id: str, extra: Mapping[str, str]
) -> Response[object]:
    problem = {"code": error.code, "message": error.message, "details": error.details}
    body = json.dumps({"error": problem, "requestId": request_id})
    headers = {**extra, **error.headers}
    return _response(error.status, "application/json", body, request_id, headers)


def _response(
    status: int,
    content_type: str | None,
    body: str | bytes,
    request_id: str,
    headers: Mapping[str, str],
) -> Response[object]:
    every = {"Cache-Control": "no-store", **ALWAYS, "X-Request-Id": request_id, **headers}
    # Powertools wants the broader value type; it does not keep or change the mapping.
    return Response(status, content_type, body, headers={**every}, compress=False)


def _text(body: BaseModel | Mapping[str, object] | str) -> str:
    if isinstance(body, str):
        return body
    if isinstance(body, BaseModel):
        return body.model_dump_json(by_alias=True)
    return json.dumps(body, default=_json)


def _json(value: object) -> object:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
