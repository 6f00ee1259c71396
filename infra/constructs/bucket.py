"""A private bucket: encrypted, over TLS only, as a rule versioned."""

from collections.abc import Sequence

from aws_cdk import CfnElement, Duration, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct, IConstruct

from infra.config import Stage
from infra.constructs import retention
from infra.constructs.acknowledged import acknowledge


def private_bucket(
    scope: Construct,
    id_: str,
    *,
    stage: Stage,
    lifecycle: Sequence[s3.LifecycleRule],
    versioned: bool = True,
    cors: Sequence[s3.CorsRule] = (),
) -> s3.Bucket:
    """Old versions are kept for 30 days. ``versioned`` False: what is deleted is gone."""
    bucket = s3.Bucket(
        scope,
        id_,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        versioned=versioned,
        cors=list(cors) or None,
        lifecycle_rules=[
            *lifecycle,
            s3.LifecycleRule(
                noncurrent_version_expiration=Duration.days(30) if versioned else None,
                abort_incomplete_multipart_upload_after=Duration.days(7),
            ),
        ],
        removal_policy=retention.of_data(stage),
    )
    acknowledge(
        bucket, "AwsSolutions-S1", "Only functions and Firehose reach it; CloudTrail says who did."
    )
    return bucket


def acknowledge_objects(role: IConstruct, bucket: s3.Bucket) -> None:
    """A role may write new objects of ``bucket`` under any key."""
    element = bucket.node.default_child
    if not isinstance(element, CfnElement):
        raise TypeError(f"{bucket} has no element of CloudFormation")
    name = Stack.of(bucket).get_logical_id(element)
    acknowledge(
        role,
        f"AwsSolutions-IAM5[Resource::<{name}.Arn>/*]",
        "The keys of new objects are not known before; the actions are named one by one.",
    )
