"""Everything of a stage goes, its data too. A durable stage refuses."""

import subprocess  # noqa: S404,RUF100  # a fixed command
from typing import Any

from infra.config import STAGES
from infra.local.failures import LocalFailure
from infra.local.instance import ROOT

from .deployed import Deployed, known

AT_ONCE = 1000
GLOBAL = "AWS::DynamoDB::GlobalTable"
# Of stacks that are deleted only their names, regions and order are read: any zone will do.
ANY_ZONE = ("hostedZone=any", "domain=stage.invalid")
CDK = ROOT / "infra" / "node_modules" / ".bin" / "cdk"


def refuse_what_stays(stage: str) -> None:
    """Before anything is asked. Raises LocalFailure, also for a stage that is none."""
    of_stage = known(stage)
    if of_stage.durable:
        raise LocalFailure(
            f"{stage} keeps its data: switch termination and deletion protection off by hand, "
            "stack by stack, and delete what is left. docs/operating.md says how."
        )
    if of_stage.emulated:
        raise LocalFailure("On this machine it is `make reset`.")


def refuse_unless_meant(stage: str, said: str) -> None:
    """Raises LocalFailure."""
    if said != stage:
        raise LocalFailure(f"Nothing was deleted: to delete {stage}, type its name.")


def empty_buckets(stage: Deployed) -> int:
    """Objects deleted, old versions and all: a bucket that holds something cannot be deleted."""
    s3, deleted = stage.client("s3"), 0
    for bucket in stage.all("AWS::S3::Bucket"):
        for page in s3.get_paginator("list_object_versions").paginate(
            Bucket=bucket.id, PaginationConfig={"PageSize": AT_ONCE}
        ):
            deleted += _deleted(s3, bucket.id, page)
    return deleted


def _deleted(s3: Any, bucket: str, page: dict[str, Any]) -> int:  # Any: a boto3 client, its answer
    keys = [
        {"Key": each["Key"], "VersionId": each["VersionId"]}
        for each in (*page.get("Versions", []), *page.get("DeleteMarkers", []))
    ]
    if keys:
        s3.delete_objects(Bucket=bucket, Delete={"Objects": keys, "Quiet": True})
    return len(keys)


def regions(stage: Deployed) -> tuple[str, ...]:
    """Home first, then those that have a replica; none where the stage never had several."""
    dynamodb, found = stage.client("dynamodb"), set[str]()
    for table in stage.all(GLOBAL):
        replicas = dynamodb.describe_table(TableName=table.id)["Table"].get("Replicas", [])
        found |= {each["RegionName"] for each in replicas}
    home = STAGES[stage.stage].region
    elsewhere = sorted(found - {home})
    return (home, *elsewhere) if elsewhere else ()


def command(stage: str, regions: tuple[str, ...]) -> list[str]:
    """``cdk destroy`` goes from right to left: the edge, what is far from home, then home."""
    said = [f"stage={stage}"]
    if regions:
        said += [f"regions={','.join(regions)}", *ANY_ZONE]
    return [str(CDK), "destroy", "--all", "--force", *(w for each in said for w in ("-c", each))]


def stacks(stage: str, regions: tuple[str, ...]) -> None:
    deleting = command(stage, regions)
    done = subprocess.run(deleting, cwd=ROOT, check=False)  # noqa: S603  # a fixed command
    if done.returncode:
        raise LocalFailure("Not all stacks were deleted: see above, mend it, and run it again.")
