"""What outlives its stack, and for how long logs are kept."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs

from infra.config import Stage

DAYS = {
    1: logs.RetentionDays.ONE_DAY,
    14: logs.RetentionDays.TWO_WEEKS,
    90: logs.RetentionDays.THREE_MONTHS,
}


def of_data(stage: Stage) -> RemovalPolicy:
    """Tables, buckets, streams, users, keys."""
    return RemovalPolicy.RETAIN if stage.durable else RemovalPolicy.DESTROY


def of_logs(stage: Stage) -> logs.RetentionDays:
    return DAYS[stage.log_days]
