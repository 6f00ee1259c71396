"""A function called by EventBridge Scheduler, with a role that may only do that."""

import json
from collections.abc import Mapping

from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from infra.constructs.function import Function


class Schedule(Construct):
    """``rate`` ("1 minute"), or ``cron`` in the local time of ``zone``; ``event`` is what it is
    called with. A missed call is not repeated: the next one does the work of both."""

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
