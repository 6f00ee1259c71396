"""X9: whatever fits or breaks the published document, the answer is one the document knows."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from contracts.http.openapi import document
from tests.e2e.behind import Behind
from tests.e2e.people import Person, sign_up
from tests.e2e.stack import Stack
from tests.e2e.visiting import anonymous

EXAMPLES = 20
LONGEST_URL = 8_192  # CloudFront's limit; what is longer it refuses itself, with any 4xx
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
# Erasing the caller in the middle would make every later answer a 401; erasure has its own test.
LEFT_OUT = {"DELETE /api/me"}

# The document is known before the stack is; that the stack serves this very one is a test below.
SCHEMA = schemathesis.openapi.from_dict(document())
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations() if isinstance(found, Ok)]


@pytest.fixture(scope="module")
def caller(behind: Behind) -> Person:
    return sign_up(behind)


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if o.label not in LEFT_OUT], ids=lambda o: str(o.label)
)
def test_X9_the_operation_answers_as_the_document_says(
    operation: Any,  # schemathesis.APIOperation
    caller: Person,
    stack: Stack,
) -> None:
    valid = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    broken = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @given(case=st.one_of(valid, broken))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def agrees(case: Any) -> None:  # schemathesis.Case
        answer = case.call(
            base_url=stack.url,
            headers={"Authorization": f"Bearer {caller.token}"},
            allow_redirects=False,
            timeout=60,
        )
        if len(answer.request.url) > LONGEST_URL:
            assert answer.status_code < 500
        else:
            case.validate_response(answer, checks=list(CHECKS))

    agrees()


def test_the_served_document_is_the_one_of_the_routes(stack: Stack) -> None:
    assert anonymous(stack.url).gets("/api/openapi.json").json == document()


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
