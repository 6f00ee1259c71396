"""The audits on the deployed stack: after all that other tests did, no counter drifts (S9, L9)."""

import json
from typing import Any

import pytest

from contracts.tables.social import COUNTS, counts_of, person
from tests.e2e.behind import Behind
from tests.e2e.people import Person
from tests.e2e.waiting import eventually

pytestmark = [pytest.mark.alone, pytest.mark.timeout(900)]

Json = dict[str, Any]


def audited(behind: Behind, system: str) -> Json:
    """One run more; the numbers it told CloudWatch."""
    handler = f"{system}.handlers.audit.handler"
    client = behind.client("lambda")
    pages = client.get_paginator("list_functions").paginate()
    (name,) = (
        function["FunctionName"]
        for page in pages
        for function in page["Functions"]
        if function.get("Handler") == handler
    )
    answer = client.invoke(FunctionName=name, LogType="Tail")
    assert "FunctionError" not in answer, answer["Payload"].read()
    told: Json = {}
    for _, line in behind.log_lines():
        if name in line and "CloudWatchMetrics" in line:
            told |= json.loads(line[line.index("{") :])
    return told


def test_S9_no_counter_drifts_after_all_that_was_done(behind: Behind) -> None:
    for _ in range(2):
        told = audited(behind, "social")
    assert told["CountersChecked"] > 0
    assert told["CountersDrifting"] == 0


def test_S9_a_counter_that_a_hand_changed_is_found(behind: Behind, ada: Person) -> None:
    spoil(behind, ada.id, 1)
    try:
        # By the second run; by a later one where a run's minute is too short for all there is.
        eventually(
            lambda: audited(behind, "social")["CountersDrifting"],
            until=lambda drifting: drifting == 1,
            within=300,
        )
    finally:
        spoil(behind, ada.id, -1)
    assert audited(behind, "social")["CountersDrifting"] == 0


def test_L9_hours_of_links_are_audited(behind: Behind) -> None:
    """This run's hours have not settled yet; those before were empty."""
    assert audited(behind, "links")["CountersDrifting"] == 0


def spoil(behind: Behind, user_id: str, by: int) -> None:
    behind.client("dynamodb").update_item(
        TableName=behind.outputs["ReactionsTable"],
        Key={"pk": {"S": counts_of(person(user_id))}, "sk": {"S": COUNTS}},
        UpdateExpression="ADD followers :by",
        ExpressionAttributeValues={":by": {"N": str(by)}},
    )
