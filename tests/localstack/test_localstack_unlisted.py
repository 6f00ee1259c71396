"""The list of what the free LocalStack has not is that of the LocalStack that answers here."""

import json
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.config import LOCAL
from infra.localstack.missing import MISSING
from tests.infra.conftest import synthesize
from tests.localstack.conftest import LocalStack

# CDK's own: it has no effect on any cloud.
WITHOUT_EFFECT = {"AWS::CDK::Metadata"}
SILENT = "unknown"
PATIENCE = 120


def probe(type_: str) -> str:
    """A stack of one resource that says its name. Without properties: what is known may fail."""
    return json.dumps(
        {
            "Resources": {"Probe": {"Type": type_}},
            "Outputs": {"Name": {"Value": {"Ref": "Probe"}}},
        }
    )


def finished(cloudformation: Any, stack: str) -> dict[str, Any]:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        if not found["StackStatus"].endswith("IN_PROGRESS"):
            return dict(found)
        time.sleep(0.2)
    raise TimeoutError(stack)


def not_there(cloudformation: Any, types: Iterable[str]) -> set[str]:
    """Those that it "creates" without knowing them."""
    stacks = {type_: f"probe-{type_.replace('::', '-')}" for type_ in types}
    for type_, stack in stacks.items():
        cloudformation.create_stack(StackName=stack, TemplateBody=probe(type_))
    ends = {type_: finished(cloudformation, stack) for type_, stack in stacks.items()}
    for stack in stacks.values():
        cloudformation.delete_stack(StackName=stack)
    named = {t: [o["OutputValue"] for o in end.get("Outputs", [])] for t, end in ends.items()}
    return {type_ for type_, names in named.items() if names == [SILENT]}


@pytest.mark.localstack
def test_the_list_is_exactly_what_it_does_not_know(localstack: LocalStack, tmp_path: Path) -> None:
    """One of your own may be a richer one, which knows more."""
    ours = {resource.type for resource in synthesize(LOCAL, tmp_path).all()} - WITHOUT_EFFECT
    unknown = not_there(localstack.client("cloudformation"), ours)
    assert unknown <= set(MISSING)
    assert localstack.own or unknown == set(MISSING)


@pytest.mark.localstack
def test_alarms_on_a_percentile_rank_are_left_out_because_it_refuses_them(
    localstack: LocalStack,
) -> None:
    if localstack.own:
        return  # a richer one may take them; here they are left out all the same
    with pytest.raises(ClientError, match=re.escape("PR(:100)")):
        localstack.client("cloudwatch").put_metric_alarm(
            AlarmName="probe",
            Namespace="probe",
            MetricName="probe",
            ExtendedStatistic="PR(:100)",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="LessThanThreshold",
        )
