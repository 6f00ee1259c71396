"""What the deployed stacks say about themselves: their outputs, read from CloudFormation."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from infra.local.instance import STACK_PREFIX

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

BOOTSTRAP_STACK = "CDKToolkit"
COMPLETE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def read(cloudformation: "CloudFormationClient") -> Mapping[str, str]:
    """All outputs of our stacks by key; empty unless every stack is complete."""
    found: dict[str, str] = {}
    pages = cloudformation.get_paginator("describe_stacks").paginate()
    for stack in (each for page in pages for each in page["Stacks"]):
        if not stack["StackName"].startswith(STACK_PREFIX):
            continue
        if stack["StackStatus"] not in COMPLETE:
            return {}
        found |= {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", [])}
    return found


def bootstrapped(cloudformation: "CloudFormationClient") -> bool:
    try:
        stacks = cloudformation.describe_stacks(StackName=BOOTSTRAP_STACK)["Stacks"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return False
        raise
    return bool(stacks) and stacks[0]["StackStatus"] in COMPLETE
