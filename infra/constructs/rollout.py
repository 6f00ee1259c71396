"""A new version of a function takes its traffic bit by bit, and gives it back if it fails.

CodeDeploy shifts the alias: a tenth for ten minutes, then all. While it does, the function's alarm
on errors turns everything back to the version before, and the deployment of the stack fails. Both
versions stand meanwhile, so going back is a moment (blue/green).
"""

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_codedeploy as codedeploy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from infra.constructs.acknowledged import acknowledge

SHIFT = codedeploy.LambdaDeploymentConfig.CANARY_10_PERCENT_10_MINUTES
SERVICE = "codedeploy.amazonaws.com"


def roll_out(alias: lambda_.Alias, *, alarm: cloudwatch.IAlarm) -> codedeploy.LambdaDeploymentGroup:
    """``alarm`` turns a deployment back."""
    stack = Stack.of(alias)
    shifter = _role(stack)
    group = codedeploy.LambdaDeploymentGroup(
        alias,
        "Rollout",
        application=_application(stack),
        alias=alias,
        role=shifter.without_policy_updates(),  # or CDK adds AWS's policy
        deployment_config=SHIFT,
        alarms=[alarm],
        auto_rollback=codedeploy.AutoRollbackConfig(
            failed_deployment=True, stopped_deployment=True, deployment_in_alarm=True
        ),
    )
    shifter.add_to_policy(
        iam.PolicyStatement(
            actions=["lambda:GetAlias", "lambda:GetProvisionedConcurrencyConfig",
                     "lambda:UpdateAlias"],
            resources=[alias.function_arn, alias.lambda_.function_arn],
        )
    )  # fmt: skip
    return group


def _application(stack: Stack) -> codedeploy.LambdaApplication:
    found = stack.node.try_find_child("Rollouts")
    if isinstance(found, codedeploy.LambdaApplication):
        return found
    return codedeploy.LambdaApplication(stack, "Rollouts")


def _role(stack: Stack) -> iam.Role:
    """Of its own instead of AWS's managed policy, which may change every function there is."""
    found = stack.node.try_find_child("RolloutRole")
    if isinstance(found, iam.Role):
        return found
    role = iam.Role(stack, "RolloutRole", assumed_by=iam.ServicePrincipal(SERVICE))
    role.add_to_policy(iam.PolicyStatement(actions=["cloudwatch:DescribeAlarms"], resources=["*"]))
    acknowledge(role, "AwsSolutions-IAM5[Resource::*]", "DescribeAlarms takes no resource.")
    return role
