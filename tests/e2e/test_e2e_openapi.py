"""X9: whatever fits or breaks the published document, the answer is one the document knows."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.e2e.behind import Behind
from tests.e2e.people import Person, sign_up
from tests.e2e.stack import Stack
from tests.e2e.visiting import anonymous

EXAMPLES = 12
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def caller(behind: Behind) -> Person:
    return sign_up(behind)


@pytest.fixture(scope="module")
def document(stack: Stack) -> Any:  # schemathesis' own type
    return schemathesis.openapi.from_url(f"{stack.url}/api/openapi.json")


schema = schemathesis.pytest.from_fixture("document")


# Erasing the caller in the middle would make every later answer a 401; erasure has its own test.
@schema.exclude(method="DELETE", path="/api/me").parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_X9_every_operation_answers_as_the_document_says(
    case: Any,  # schemathesis.Case
    caller: Person,
) -> None:
    case.call_and_validate(
        headers={"Authorization": f"Bearer {caller.token}"},
        checks=list(CHECKS),
        allow_redirects=False,
        timeout=60,
    )


def test_the_document_is_served_to_anybody_with_a_page_to_read_it(stack: Stack) -> None:
    visitor = anonymous(stack.url)
    document = visitor.gets("/api/openapi.json")
    assert (document.status, document.json["openapi"]) == (200, "3.1.0")
    page = visitor.gets("/api/docs")
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")


def test_health_and_version_are_for_anybody(stack: Stack) -> None:
    visitor = anonymous(stack.url)
    assert visitor.gets("/api/health").json == {"status": "ok"}
    assert visitor.gets("/api/version").json["stage"] == "local"
