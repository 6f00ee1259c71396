"""What Route 53 asks in each region of a stage: does it redirect?"""

from aws_cdk import Duration
from constructs import Construct

from infra.config import Stage
from infra.constructs.function import Function
from infra.constructs.replicas import Replica
from infra.constructs.table import Table
from links.settings import LinksHealthSettings


def health(scope: Construct, *, stage: Stage, urls: Table | Replica) -> Function:
    """Outside the network, like whatever serves links without Valkey; it may read, and no more."""
    function = Function(
        scope,
        "links-health",
        stage=stage,
        handler="links.handlers.health",
        vendor=False,
        quiet=True,
        timeout=Duration.seconds(3),
        memory=256,
        settings=LinksHealthSettings(urls_table=urls.name),
    )
    function.may("dynamodb:GetItem", on=[urls.arn])
    return function
