"""The one key of our own: of the secrets, which open everything else.

Whoever may read a table may use its key too, so a key of ours there protects nothing more, and
every call would cost one of KMS. Secrets are few, are read once in five minutes, and many policies
of an account let their bearers read all of them: under this key that is not enough.
"""

from collections.abc import Mapping
from typing import Protocol

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.config import Stage
from infra.constructs import retention
from infra.regions import fixed_name

# What an administrator may do with the key itself; none of it reads or writes with it.
ADMINISTERING = (
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:Describe*",
    "kms:DisableKey*",
    "kms:EnableKey*",
    "kms:Get*",
    "kms:List*",
    "kms:Put*",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:Update*",
)
# What the policy of AWS's own key for secrets allows through Secrets Manager.
USING = (
    "kms:CreateGrant",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey*",
    "kms:ReEncrypt*",
)


class Sealed(Protocol):
    """A secret, wherever it was declared, and the key of its region."""

    @property
    def arn(self) -> str: ...

    @property
    def key_arn(self) -> str: ...


class SecretsKey(Construct):
    """Its material turns every year by itself; older material goes on decrypting."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage) -> None:
        super().__init__(scope, id_)
        self.resource = kms.Key(
            self,
            "Key",
            alias=alias(stage),
            description=f"triptych {stage.name}: secrets",
            enable_key_rotation=True,
            policy=iam.PolicyDocument(statements=list(_policy(self))),
            removal_policy=retention.of_data(stage),
        )

    @property
    def arn(self) -> str:
        return self.resource.key_arn


def alias(stage: Stage) -> str:
    """The same in all regions of the stage, so that home's secrets name the keys of replicas."""
    return "alias/" + fixed_name(stage, "secrets")


def through_secrets_manager(scope: Construct) -> Mapping[str, object]:
    """The condition that a key is used by Secrets Manager of this region in somebody's name."""
    return {
        "StringEquals": {"kms:ViaService": f"secretsmanager.{Stack.of(scope).region}.amazonaws.com"}
    }


def _policy(scope: Construct) -> tuple[iam.PolicyStatement, ...]:
    """Who may is left to IAM; that nobody uses it past Secrets Manager is said here, once."""
    account = [iam.AccountRootPrincipal()]
    return (
        iam.PolicyStatement(principals=account, actions=list(ADMINISTERING), resources=["*"]),
        iam.PolicyStatement(
            principals=account,
            actions=list(USING),
            resources=["*"],
            conditions=through_secrets_manager(scope),
        ),
    )
