"""A function called by EventBridge Scheduler, with a role that may only do that."""

import json
from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from infra.constructs.function import Function

UNITS = {"minute": Duration.minutes, "hour": Duration.hours, "day": Duration.days}


class Schedule(Construct):
    """``rate`` ("1 minute"), or ``cron``, once a day in the local time of ``zone``.

    ``event`` is what the function is called with. A missed call is not repeated: the next one does
    the work of both. If none comes any more, the function's alarm in ``Monitoring`` tells.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        function: Function,
        rate: str = "",
        cron: str = "",
        zone: str = "UTC",
        event: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        function.schedules.append(every(rate or "1 day"))
        self.role = iam.Role(
            self, "Role", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com")
        )
        self.role.add_to_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[function.arn])
        )
        self.resource = scheduler.CfnSchedule(
            self,
            "Schedule",
            schedule_expression=f"rate({rate})" if rate else f"cron({cron})",
            schedule_expression_timezone=zone if cron else None,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=function.arn,
                role_arn=self.role.role_arn,
                input=json.dumps(dict(event)) if event else None,
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(maximum_retry_attempts=0),
            ),
        )
        self.resource.node.add_dependency(self.role)


def every(rate: str) -> Duration:
    """The time between two calls: ``10 minutes``."""
    count, unit = rate.split()
    return UNITS[unit.removesuffix("s")](int(count))
