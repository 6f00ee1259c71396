"""Bytes to models. Whatever a client sends, the answer is a 4xx that names the field (X9)."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, from_json

from contracts.http import Raw, Route

from ..errors import BadRequest, PayloadTooLarge, ValidationFailed
from .incoming import Incoming
from .messages import ModelT

MOST_PROBLEMS = 20
MOST_PARAMETERS = 100
MESSAGE_PREFIX = "Value error, "
REPLACEMENT = "\ufffd"
NOT_UTF8 = "The body is not valid UTF-8."


def body_bytes(route: Route, request: Incoming) -> bytes:
    """The body as sent. Raises PayloadTooLarge before decoding what is certainly too long.

    The gateway turns bytes that are no UTF-8 into U+FFFD before anybody can refuse them, so a text
    body with that character is taken for a broken one; JSON can still spell it as an escape.
    """
    if len(request.body) > route.max_body * (2 if request.is_base64 else 1):
        raise _too_large(route)
    if request.is_base64:
        try:
            raw = base64.b64decode(request.body, validate=True)
        except (binascii.Error, ValueError) as error:
            raise _unreadable("The body is not valid base64.") from error
    else:
        try:
            raw = request.body.encode()
        except UnicodeEncodeError as error:
            raise _unreadable(NOT_UTF8) from error
        if REPLACEMENT in request.body:
            raise _unreadable(NOT_UTF8)
    if len(raw) > route.max_body:
        raise _too_large(route)
    if request.is_base64 and _is_text(route):
        _refuse_other_than_utf8(raw)
    return raw


def _is_text(route: Route) -> bool:
    """JSON, and what a route takes in a media type of text."""
    if isinstance(route.request, Raw):
        return route.request.media_type.startswith("text/")
    return route.request is not None


def _refuse_other_than_utf8(raw: bytes) -> None:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise _unreadable(NOT_UTF8) from error


def body_model(route: Route, raw: bytes) -> BaseModel | None:
    """The body as the route's model; an empty body is an empty object."""
    if route.request is None or isinstance(route.request, Raw):
        return None
    return model_from(route.request, raw or b"{}")


def model_from(model: type[ModelT], text: bytes) -> ModelT:
    """JSON as a model, strictly. Raises BadRequest, ValidationFailed."""
    _refuse_nul(text)
    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise _failed(error, whole="body") from error


def query_model(route: Route, request: Incoming) -> BaseModel | None:
    """The query string as the route's model. A parameter given twice is not valid."""
    if route.query is None:
        return None
    public = {field.alias or name for name, field in route.query.model_fields.items()}
    given: dict[str, str | list[str]] = {}
    for name, value in _pairs(request.raw_query):
        if name not in public:  # also Python's names of the fields, which are not the API's
            continue
        if "\0" in value:
            raise ValidationFailed.of(name, "Must not contain NUL.")
        before = given.get(name)
        given[name] = value if before is None else [*_listed(before), value]
    try:
        return route.query.model_validate(given)
    except ValidationError as error:
        raise _failed(error, whole="query") from error


def path_parameters(values: Mapping[str, str]) -> dict[str, str]:
    for name, value in values.items():
        if "\0" in value:
            raise ValidationFailed.of(name, "Must not contain NUL.")
    return dict(values)


def _pairs(raw_query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            raw_query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except UnicodeError as error:
        raise ValidationFailed.of("query", "Is not valid UTF-8.") from error
    except ValueError as error:
        raise ValidationFailed.of("query", "Has too many parameters.") from error


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _refuse_nul(text: bytes) -> None:
    """JSON can spell NUL inside strings, which some stores refuse and some cut at."""
    if b"\\u0000" not in text:
        return
    try:
        parsed: object = from_json(text)
    except ValueError:
        return  # the model's own parser says it better
    for path, value in _strings(parsed):
        if "\0" in value:
            raise ValidationFailed.of(path or "body", "Must not contain NUL.")


def _strings(root: object) -> Iterator[tuple[str, str]]:
    """Every string and every key below ``root``, with its path."""
    queue: list[tuple[str, object]] = [("", root)]
    while queue:
        path, value = queue.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            queue.extend((f"{path}.{k}".lstrip("."), v) for k, v in value.items())
            yield from ((path, k) for k in value)
        elif isinstance(value, list):
            queue.extend((f"{path}.{i}".lstrip("."), v) for i, v in enumerate(value))


def _failed(error: ValidationError, *, whole: str) -> BadRequest | ValidationFailed:
    problems = error.errors(include_url=False, include_context=False, include_input=False)
    if problems[0]["type"] == "json_invalid":
        return _unreadable("The body is not valid JSON.")
    fields = [_field(p, whole) for p in problems[:MOST_PROBLEMS]]
    return ValidationFailed(details={"fields": fields})


def _field(problem: ErrorDetails, whole: str) -> dict[str, str]:
    path = ".".join(str(part) for part in problem["loc"])
    shown = path.encode(errors="replace").decode()[:200]
    return {"path": shown or whole, "message": problem["msg"].removeprefix(MESSAGE_PREFIX)}


def _unreadable(message: str) -> BadRequest:
    return BadRequest(message, details={"fields": [{"path": "body", "message": message}]})


def _too_large(route: Route) -> PayloadTooLarge:
    message = f"At most {route.max_body} bytes."
    return PayloadTooLarge(
        details={"limit": route.max_body, "fields": [{"path": "body", "message": message}]}
    )
