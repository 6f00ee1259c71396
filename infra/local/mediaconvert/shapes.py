"""The service's shapes, by botocore's model: what comes over the wire, and what goes back.

Names inside are those of the model, as boto3 uses them; times are seconds since 1970.
"""

import re
from functools import cache
from typing import Any
from urllib.parse import unquote

import botocore.session
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape
from botocore.validate import ParamValidator

Value = Any  # Any: what a shape describes
Fields = dict[str, Any]  # Any: a structure's members by the model's names


class BadRequest(Exception):
    """The service's BadRequestException; the message says what is wrong."""


@cache
def model() -> ServiceModel:
    return botocore.session.get_session().get_service_model("mediaconvert")


@cache
def _routes() -> list[tuple[str, re.Pattern[str], str]]:
    return [
        (operation.http["method"], _pattern(operation.http["requestUri"]), name)
        for name in model().operation_names
        for operation in [model().operation_model(name)]
    ]


def _pattern(uri: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(uri)))


def routed(method: str, path: str) -> tuple[str, dict[str, str]] | None:
    """The operation, and what its path names."""
    for wanted, pattern, name in _routes():
        found = pattern.fullmatch(path) if wanted == method else None
        if found:
            return name, {key: unquote(value) for key, value in found.groupdict().items()}
    return None


def asked(name: str, body: Fields, path: dict[str, str], query: Fields) -> Fields:
    """The operation's input. Raises BadRequest."""
    shape = _input(name)
    given: Fields = {}
    for member, of_member in shape.members.items():
        wire = of_member.serialization.get("name", member)
        location = of_member.serialization.get("location")
        if location == "uri":
            given[member] = path[wire]
        elif location == "querystring" and wire in query:
            value = query[wire]
            text = value[0] if isinstance(value, list) else value
            given[member] = int(text) if of_member.type_name == "integer" else text
    located = {each.serialization.get("name") for each in shape.members.values()}
    unknown = sorted(set(body) - located)
    if unknown:
        raise BadRequest(f"/{unknown[0]}: is not known")
    given.update(_read(shape, body, "", skip_located=True))
    report = ParamValidator().validate(given, shape)
    if report.has_errors():
        raise BadRequest(report.generate_report())
    return given


def answered(name: str, result: Fields) -> Fields:
    """The body of an answer."""
    shape = model().operation_model(name).output_shape
    return dict(_written(shape, result)) if shape is not None else {}


def _input(name: str) -> StructureShape:
    shape = model().operation_model(name).input_shape
    assert shape is not None  # noqa: S101  # every operation of the service has one
    return shape


def _read(shape: Shape, value: Value, at: str, *, skip_located: bool = False) -> Value:
    if isinstance(shape, StructureShape):
        return _read_structure(shape, value, at, skip_located=skip_located)
    if isinstance(shape, ListShape):
        if not isinstance(value, list):
            raise BadRequest(f"{at}: should be an array")
        return [_read(shape.member, each, f"{at}/{n}") for n, each in enumerate(value)]
    if isinstance(shape, MapShape):
        if not isinstance(value, dict):
            raise BadRequest(f"{at}: should be an object")
        return {key: _read(shape.value, each, f"{at}/{key}") for key, each in value.items()}
    allowed = getattr(shape, "enum", None)
    if allowed and value not in allowed:
        raise BadRequest(f"{at}: should be one of [{', '.join(allowed)}]")
    return value


def _read_structure(shape: StructureShape, value: Value, at: str, *, skip_located: bool) -> Fields:
    if not isinstance(value, dict):
        raise BadRequest(f"{at}: should be an object")
    by_wire = {
        each.serialization.get("name", name): (name, each)
        for name, each in shape.members.items()
        if not (skip_located and each.serialization.get("location"))
    }
    found: Fields = {}
    for wire, each in value.items():
        if each is None:
            continue
        if wire not in by_wire:
            raise BadRequest(f"{at}/{wire}: is not known")
        name, of_member = by_wire[wire]
        found[name] = _read(of_member, each, f"{at}/{wire}")
    return found


def _written(shape: Shape, value: Value) -> Value:
    if isinstance(shape, StructureShape):
        return {
            shape.members[name].serialization.get("name", name): _written(shape.members[name], each)
            for name, each in value.items()
            if each is not None
        }
    if isinstance(shape, ListShape):
        return [_written(shape.member, each) for each in value]
    if isinstance(shape, MapShape):
        return {key: _written(shape.value, each) for key, each in value.items()}
    return value
