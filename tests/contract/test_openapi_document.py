"""The OpenAPI document: valid 3.1, in step with the routes, and what the service serves."""

import json
import re
from datetime import datetime
from typing import Any, get_args

import jsonschema_rs
import pytest
import schemathesis
from pydantic import BaseModel

from contracts.http import Route
from contracts.http.catalogue import all_routes
from contracts.http.openapi import SNAPSHOT, document, error_codes, render
from core.errors import STATUS

ROUTES = all_routes()
DOCUMENT = document()


def test_the_snapshot_is_in_step_with_the_routes() -> None:
    """After an intended change: ``python -m contracts.http.openapi``."""
    assert SNAPSHOT.read_text(encoding="utf-8") == render(DOCUMENT)


def test_the_document_is_valid_openapi_3_1() -> None:
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    schema.validate()
    assert DOCUMENT["openapi"] == "3.1.0"
    assert len(list(schema.get_all_operations())) == len(ROUTES)


def test_operations_and_addresses_are_unique() -> None:
    names = [route.operation for route in ROUTES]
    places = [(route.method, route.path) for route in ROUTES]
    assert len(set(names)) == len(names)
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.operation)
def test_every_error_a_route_names_has_a_status(route: Route) -> None:
    assert set(error_codes(route)) <= set(STATUS)


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.operation)
def test_X1_what_a_route_answers_with_is_a_success_and_errors_are_codes(route: Route) -> None:
    assert route.responses
    assert all(200 <= status < 400 for status in route.responses)


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.operation)
def test_no_parameter_is_explained_that_the_path_does_not_have(route: Route) -> None:
    assert set(route.path_params) <= set(re.findall(r"\{(\w+)\}", route.path))


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.operation)
def test_only_what_the_product_names_is_public(route: Route) -> None:
    public = {"site", "redirect"}
    assert route.public == (route.tag in public or route.operation == "reportLink")


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: r.operation)
def test_guarded_operations_say_how_to_sign_in(route: Route) -> None:
    operation = DOCUMENT["paths"][route.path][route.method.lower()]
    assert bool(operation["security"]) is not route.public
    assert ("401" in operation["responses"]) is not route.public or route.tag == "redirect"


def models() -> set[type[BaseModel]]:
    """Every model of every route, with those inside them."""
    found: set[type[BaseModel]] = set()
    queue: list[Any] = []
    for route in ROUTES:
        queue += [route.request, route.query, *route.responses.values()]
    while queue:
        kind = queue.pop()
        if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in found:
            found.add(kind)
            queue += [field.annotation for field in kind.model_fields.values()]
        queue += get_args(kind)
    return found


@pytest.mark.parametrize("model", sorted(models(), key=lambda m: str(m)))
def test_times_are_utc_to_the_second_in_every_model(model: type[BaseModel]) -> None:
    """A bare ``datetime`` would be sent with microseconds; ``Timestamp`` is not."""
    for name, field in model.model_fields.items():
        assert field.annotation is not datetime or field.metadata, f"{model.__name__}.{name}"
        assert datetime not in get_args(field.annotation), f"{model.__name__}.{name}"


def examples() -> list[tuple[str, Any, Any]]:
    """(where, schema, example) of everything that has one."""
    found = []
    for path, operations in DOCUMENT["paths"].items():
        for method, operation in operations.items():
            bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
            for body in bodies:
                for media in body.get("content", {}).values():
                    if "example" in media:
                        where = f"{method} {path}"
                        found.append((where, media["schema"], media["example"]))
    return found


def test_examples_are_what_the_schemas_say() -> None:
    components = {"components": DOCUMENT["components"]}
    assert examples()
    for where, schema, example in examples():
        validator = jsonschema_rs.validator_for({**schema, **components})
        assert [error.message for error in validator.iter_errors(example)] == [], where


def test_the_document_names_nothing_of_the_machine_that_made_it() -> None:
    text = json.dumps(DOCUMENT)
    assert not re.search(r"localhost|127\.0\.0\.1|/home/|amazonaws", text)
