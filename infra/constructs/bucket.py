"""A private bucket: encrypted, over TLS only, as a rule versioned."""

from collections.abc import Sequence
from typing import cast

from aws_cdk import Duration, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct, IConstruct

from infra.config import Stage
from infra.constructs import retention
from infra.constructs.acknowledged import acknowledge

EVENTS = s3.CfnBucket.NotificationConfigurationProperty(
    event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
        event_bridge_enabled=True
    )
)


def private_bucket(
    scope: Construct,
    id_: str,
    *,
    stage: Stage,
    lifecycle: Sequence[s3.LifecycleRule],
    versioned: bool = True,
    cors: Sequence[s3.CorsRule] = (),
    tells: bool = False,
) -> s3.Bucket:
    """Old versions are kept for 30 days. ``versioned`` False: what is deleted is gone.

    ``tells``: EventBridge hears of its objects.
    """
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
    if tells:  # CDK's own way is a function of its own that calls the bucket
        _element(bucket).notification_configuration = EVENTS
    acknowledge(
        bucket, "AwsSolutions-S1", "Only functions and Firehose reach it; CloudTrail says who did."
    )
    return bucket


def acknowledge_objects(role: IConstruct, bucket: s3.Bucket, *, prefix: str = "") -> None:
    """A role may do what it may with objects of ``bucket`` under any key with that prefix."""
    name = Stack.of(bucket).get_logical_id(_element(bucket))
    acknowledge(
        role,
        f"AwsSolutions-IAM5[Resource::<{name}.Arn>/{prefix}*]",
        "The keys of new objects are not known before; the actions are named one by one.",
    )


def _element(bucket: s3.Bucket) -> s3.CfnBucket:
    return cast("s3.CfnBucket", bucket.node.default_child)
