"""X13: what a function's role allows is what the function calls, and nothing else.

The emulator enforces the roles while all other tests run, so what was called is allowed. It also
noted every call; what a role allows and nobody called in the whole run is too much.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.e2e.behind import Behind

pytestmark = [pytest.mark.alone, pytest.mark.timeout(900)]

Json = dict[str, Any]

# Called by Lambda itself in the function's name: polling streams and queues, writing logs, network
# interfaces in the VPC, traces. The emulator does these inside, without calling its own API.
BY_LAMBDA = {
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
    "kinesis:ListStreams",
    "kinesis:SubscribeToShard",
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:GetQueueUrl",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
}

# Allowed, needed, and not called by these tests: (part of the function's name, action) -> why.
UNCALLED: dict[tuple[str, str], str] = {}

# A transaction needs the permission of each of its parts.
PARTS = {
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
    "Delete": "dynamodb:DeleteItem",
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Get": "dynamodb:GetItem",
}


def functions(behind: Behind) -> list[Json]:
    """The deployed functions that are ours: those of the systems, not CloudFormation's helpers."""
    pages = behind.client("lambda").get_paginator("list_functions").paginate()
    found = [function for page in pages for function in page["Functions"]]
    return [f for f in found if f.get("Handler", "").startswith(("accounts", "links"))]


def allowed(behind: Behind, role_arn: str) -> set[str]:
    """Actions the role's own and attached policies allow."""
    iam = behind.client("iam")
    role = role_arn.rsplit("/", 1)[-1]
    documents = [
        iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    ]
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        policy = iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]
        version = policy["DefaultVersionId"]
        documents.append(
            iam.get_policy_version(PolicyArn=attached["PolicyArn"], VersionId=version)[
                "PolicyVersion"
            ]["Document"]
        )
    return {
        action
        for document in documents
        for statement in listed(parsed(document)["Statement"])
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
    }


def parsed(document: Json | str) -> Json:
    loaded: Json = json.loads(document) if isinstance(document, str) else document
    return loaded


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def access_key(function: Json) -> str:
    """The key the emulator gives this function under its role (its ``execution_credentials``)."""
    text = f"{function['FunctionArn']}:{function['Role']}"
    return f"ASIA{hashlib.sha256(text.encode()).hexdigest()[:16].upper()}"


def called(behind: Behind, function: Json, wanted: Iterable[str]) -> set[str]:
    """Those of the wanted actions that the function was seen to call."""
    key = access_key(function)
    seen = {action for action in wanted if any(events(behind, key, action.split(":")[1]))}
    for name in ("TransactWriteItems", "TransactGetItems"):
        for event in events(behind, key, name):
            items = json.loads(event["CloudTrailEvent"])["requestParameters"]["TransactItems"]
            seen |= {PARTS[kind] for item in items for kind in item}
    return seen


def events(behind: Behind, key: str, name: str) -> Iterator[Json]:
    """The newest calls of that name with that key (at most fifty)."""
    trail = behind.client("cloudtrail")
    yield from trail.lookup_events(
        LookupAttributes=[
            {"AttributeKey": "AccessKeyId", "AttributeValue": key},
            {"AttributeKey": "EventName", "AttributeValue": name},
        ]
    )["Events"]


def test_X13_roles_allow_no_action_that_is_never_called(behind: Behind) -> None:
    idle: dict[str, set[str]] = defaultdict(set)
    for function in functions(behind):
        name = function["FunctionName"]
        wanted = allowed(behind, function["Role"]) - BY_LAMBDA
        excused = {action for (part, action) in UNCALLED if part in name}
        unused = wanted - called(behind, function, wanted) - excused
        if unused:
            idle[name] = unused
    assert dict(idle) == {}


def test_X13_every_exception_is_still_needed(behind: Behind) -> None:
    """An excuse for a permission nobody has any more is dropped."""
    granted = {
        (part, action)
        for function in functions(behind)
        for part, action in UNCALLED
        if part in function["FunctionName"] and action in allowed(behind, function["Role"])
    }
    assert granted == set(UNCALLED)


def test_X13_no_role_allows_a_wildcard_action(behind: Behind) -> None:
    wild = {
        (function["FunctionName"], action)
        for function in functions(behind)
        for action in allowed(behind, function["Role"])
        if "*" in action
    }
    assert wild == set()


def test_X13_every_function_has_a_role_of_its_own(behind: Behind) -> None:
    ours = functions(behind)
    assert len(ours) >= 9
    assert len({function["Role"] for function in ours}) == len(ours)


def test_X13_no_call_was_denied(behind: Behind) -> None:
    denied = [
        f"{group}: {line[:300]}"
        for group, line in behind.log_lines()
        if "AccessDenied" in line or "not authorized to perform" in line
    ]
    assert denied[:5] == []
