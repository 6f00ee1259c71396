"""The edge: the API's stage, the firewall, and one CloudFront host for all systems."""

from collections.abc import Mapping, Sequence

from aws_cdk import CfnOutput, Fn, Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.config import Stage
from infra.constructs.cdn import Cdn
from infra.constructs.edge_monitoring import EdgeMonitoring
from infra.constructs.entrance import Entrance
from infra.constructs.firewall import Firewall
from infra.constructs.http_api import HttpApiStage, Routes
from infra.constructs.nearest import Nearest
from infra.regions import nearest_host
from infra.stacks.platform import PlatformStack


class EdgeStack(Stack):
    """``routes`` are those of all systems; ``behaviours`` their own paths beside the API."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        platform: PlatformStack,
        routes: Sequence[Routes],
        behaviours: Mapping[str, cloudfront.BehaviorOptions],
        redirect_url: lambda_.FunctionUrl | None,
        **kwargs: object,
    ) -> None:
        super().__init__(scope, id_, **kwargs)  # type: ignore[arg-type]  # CDK's own keywords
        self.api_stage = HttpApiStage(
            self,
            "ApiStage",
            stage=stage,
            api=platform.api,
            routes=[key for group in routes for key in group.keys],
        )
        self.firewall = Firewall(self, "Firewall", stage=stage) if stage.firewall else None
        self.cdn = Cdn(
            self,
            "Cdn",
            stage=stage,
            api=platform.api,
            origin_secret=platform.origin_secret.resource,
            behaviours=behaviours,
            redirects=_redirects(stage, redirect_url),
            firewall=self.firewall.acl.attr_arn if self.firewall else None,
        )
        self.cdn.distribution.node.add_dependency(self.api_stage)
        monitoring = EdgeMonitoring(self, "Monitoring", topic=platform.alarms)
        monitoring.watch_distribution(self.cdn.distribution.distribution_id)
        if self.firewall:
            monitoring.watch_firewall(self.firewall.metrics)
        if stage.regions:
            self._regions(stage, platform, monitoring)
        self._outputs(stage)

    def _regions(self, stage: Stage, platform: PlatformStack, monitoring: EdgeMonitoring) -> None:
        entrance = Entrance(
            self,
            "Entrance",
            stage=stage,
            region=stage.region,
            api=platform.api,
            api_stage=self.api_stage,
        )
        nearest = Nearest(self, "Nearest", stage=stage, monitoring=monitoring)
        nearest.node.add_dependency(entrance.record)
        self.cdn.distribution.node.add_dependency(nearest)

    def _outputs(self, stage: Stage) -> None:
        distribution = self.cdn.distribution
        host = f"https://{distribution.distribution_domain_name}"
        named = bool(stage.public_url or stage.domain or stage.short_domain)
        for name, value in (
            ("DistributionId", distribution.distribution_id),
            ("DistributionDomain", distribution.distribution_domain_name),
            ("PublicUrl", stage.url if named else host),
        ):
            CfnOutput(self, name, value=value)


def _redirects(stage: Stage, url: lambda_.FunctionUrl | None) -> str | None:
    """The host of redirects where it is not the one API's."""
    if stage.regions:
        return nearest_host(stage)
    return Fn.select(2, Fn.split("/", url.url)) if url else None
