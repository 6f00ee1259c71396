"""The key of the secrets' replicas in a region that is not home; there before the replicas are."""

from aws_cdk import Stack
from constructs import Construct

from infra.config import Stage
from infra.constructs.secrets_key import SecretsKey


class SecretsKeyStack(Stack):
    def __init__(self, scope: Construct, id_: str, *, stage: Stage, **kwargs: object) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self.key = SecretsKey(self, "SecretsKey", stage=stage)
