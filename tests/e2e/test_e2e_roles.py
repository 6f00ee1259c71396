"""X13: what a function's role allows is what the function calls, and nothing else.

The emulator enforces the roles while all other tests run, so what was called is allowed. It also
noted every call; what a role allows and nobody called in the whole run is too much.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.e2e.behind import Behind

pytestmark = [pytest.mark.alone, pytest.mark.timeout(900)]

OURS = ("accounts", "links", "social", "video", "web")
Json = dict[str, Any]
Grant = tuple[str, str]

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
UNCALLED: dict[tuple[str, str], str] = {
    ("linksredirect", "dynamodb:PutItem"): "where clicks wait while Kinesis refuses them",
    ("accountsavatar", "dynamodb:PutItem"): "an account is made at the first visit, even this one",
    ("socialapi", "s3:PutObject"): "used by browsers, with the forms that it signs",
    ("socialimages", "s3:ListBucket"): "makes S3 say missing and not forbidden; called by nobody",
    ("webfiles", "s3:GetObject"): "at deployment, before anybody looks",
    ("webfiles", "s3:PutObject"): "likewise",
    ("socialfanoutwork", "dynamodb:Query"): "of an author with more followers than one task holds",
    ("socialfanoutwork", "kinesis:PutRecords"): "likewise: the rest is a task of its own",
    ("videoapi", "s3:ListBucket"): "makes S3 say missing and not forbidden; called by nobody",
    ("videoupkeep", "s3:ListBucket"): "likewise",
    ("videoingest", "mediaconvert:CancelJob"): "of a video deleted while its job is being ordered",
    ("videostreams", "dynamodb:DeleteItem"): "a start that nobody could be told of is taken back",
    ("socialsearchscrub", "dynamodb:GetItem"): "every ten minutes: a run of tests may be over",
    ("socialsearchscrub", "dynamodb:BatchGetItem"): "of runs that are a week old",
    ("socialsearchscrub", "dynamodb:BatchWriteItem"): "likewise, where something was deleted",
    ("socialsearchscrub", "dynamodb:PutItem"): "likewise: the list of runs says they are clean",
    ("videoshelfupkeep", "dynamodb:BatchGetItem"): "of runs too large for who indexes to merge",
    ("videoshelfupkeep", "dynamodb:BatchWriteItem"): "likewise",
    ("videoshelfupkeep", "dynamodb:PutItem"): "likewise: the list of runs",
    ("socialring", "execute-api:ManageConnections"): "on no trail; hints are heard all the same",
}

# What the emulator's trail calls some of them, where it has another word or one for many.
RECORDED = {
    "cloudfront-keyvaluestore:DeleteKey": ("DELETE.cloudfront-keyvaluestore",),
    "cloudfront-keyvaluestore:DescribeKeyValueStore": ("GET.cloudfront-keyvaluestore",),
    "cloudfront-keyvaluestore:GetKey": ("GET.cloudfront-keyvaluestore",),
    "cloudfront-keyvaluestore:PutKey": ("PUT.cloudfront-keyvaluestore",),
    "iam:PassRole": ("POST.mediaconvert",),  # a part of ordering a job
    # Used by Secrets Manager in the caller's name; recorded as the call that it is for.
    "kms:Decrypt": ("GetSecretValue",),
    "kms:GenerateDataKey": ("PutSecretValue",),
    "mediaconvert:CancelJob": ("DELETE.mediaconvert",),
    "mediaconvert:CreateJob": ("POST.mediaconvert",),
    "mediaconvert:GetJob": ("GET.mediaconvert",),
    "mediaconvert:ListJobs": ("GET.mediaconvert",),
    "mediaconvert:Probe": ("POST.mediaconvert",),
    "s3:AbortMultipartUpload": ("DeleteObject",),
    "s3:DeleteObject": ("DeleteObject", "POST.s3"),
    "s3:ListBucket": ("ListObjects",),
    "s3:ListMultipartUploadParts": ("GetObject",),
}

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
    return [f for f in found if f.get("Handler", "").startswith(OURS)]


def statements(behind: Behind, role_arn: str) -> Iterator[Json]:
    """What the role's own and attached policies allow."""
    iam = behind.client("iam")
    role = role_arn.rsplit("/", 1)[-1]
    documents = [
        iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]
    ]
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        arn = attached["PolicyArn"]
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]
        documents.append(found["Document"])
    for document in documents:
        for statement in listed(parsed(document)["Statement"]):
            if statement["Effect"] == "Allow":
                yield statement


def allowed(behind: Behind, role_arn: str) -> set[str]:
    return {
        action
        for statement in statements(behind, role_arn)
        for action in listed(statement["Action"])
    }


def grants(behind: Behind, role_arn: str) -> set[Grant]:
    """(action, table) of what is allowed on tables, (action, "") of the rest."""
    return {
        (action, table_of(resource))
        for statement in statements(behind, role_arn)
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
        if action not in BY_LAMBDA
    }


def table_of(arn: str) -> str:
    """A table's name; nothing for other things."""
    found = re.search(r":table/([^/]+)", arn)
    return found[1] if found else ""


def parsed(document: Json | str) -> Json:
    loaded: Json = json.loads(document) if isinstance(document, str) else document
    return loaded


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def access_key(function: Json) -> str:
    """The key the emulator gives this function under its role (its ``execution_credentials``)."""
    text = f"{function['FunctionArn']}:{function['Role']}"
    return f"ASIA{hashlib.sha256(text.encode()).hexdigest()[:16].upper()}"


def called(behind: Behind, function: Json, grant: Grant) -> bool:
    """Whether the function was seen to use the permission."""
    action, table = grant
    key, own = access_key(function), action.split(":")[1]
    for name in RECORDED.get(action, (own,)):
        of_many = name.startswith("Batch")  # names its tables deeper than the record looks
        if any(events(behind, key, name, "" if of_many else table)):
            return True
    return (action, table) in parts_of_transactions(behind, key)


def parts_of_transactions(behind: Behind, key: str) -> set[Grant]:
    """A transaction uses the permission of each of its parts."""
    return {
        (PARTS[kind], part["TableName"])
        for name in ("TransactWriteItems", "TransactGetItems")
        for event in events(behind, key, name)
        for item in json.loads(event["CloudTrailEvent"])["requestParameters"]["TransactItems"]
        for kind, part in item.items()
    }


def events(behind: Behind, key: str, name: str, resource: str = "") -> Iterator[Json]:
    """The calls of that name with that key, newest first.

    Asked for again and again up to the oldest seen: the emulator gives fifty and no next page.
    """
    wanted = {"AccessKeyId": key, "EventName": name}
    if resource:
        wanted["ResourceName"] = resource
    attributes = [{"AttributeKey": k, "AttributeValue": v} for k, v in wanted.items()]
    lookup = behind.client("cloudtrail").lookup_events
    seen: set[str] = set()
    until: Json = {}
    while True:
        answer = lookup(LookupAttributes=attributes, **until)
        found = [event for event in answer["Events"] if event["EventId"] not in seen]
        if not found:
            return
        yield from found
        seen.update(event["EventId"] for event in found)
        until = {"EndTime": found[-1]["EventTime"] + timedelta(seconds=1)}


def test_X13_roles_allow_nothing_that_is_never_called(behind: Behind) -> None:
    idle = []
    for function in functions(behind):
        excused = {action for (part, action) in UNCALLED if part in function["FunctionName"]}
        idle += [
            f"{function['Handler']}: {action} {table}"
            for action, table in sorted(grants(behind, function["Role"]))
            if action not in excused and not called(behind, function, (action, table))
        ]
    assert idle == [], "\n".join(idle)


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
