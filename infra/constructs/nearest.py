"""The name that the edge asks for redirects; Route 53 answers with the nearest well region.

CloudFront looks a name up where the viewer is, so latency records send each to the region next to
them (AWS, "Using latency-based routing with Amazon CloudFront for a multi-Region active-active
architecture"). A region that fails three checks in a row, ten seconds apart, is left out; what was
looked up before is forgotten within a minute.
"""

from aws_cdk import aws_route53 as route53
from constructs import Construct

from infra.config import Stage
from infra.constructs.edge_monitoring import EdgeMonitoring
from infra.regions import host_of, nearest_host
from infra.routes import HEALTH

CHECKED_EVERY = 10  # seconds
FAILURES = 3


class Nearest(Construct):
    """Stands at home. Each region's own record has to be there before (``Entrance``)."""

    def __init__(
        self, scope: Construct, id_: str, *, stage: Stage, monitoring: EdgeMonitoring
    ) -> None:
        super().__init__(scope, id_)
        (health,) = HEALTH
        for region in stage.regions:
            check = route53.CfnHealthCheck(
                self,
                f"{region}-check",
                health_check_config=route53.CfnHealthCheck.HealthCheckConfigProperty(
                    type="HTTPS",
                    fully_qualified_domain_name=host_of(stage, region),
                    resource_path=health.path,
                    port=443,
                    enable_sni=True,
                    request_interval=CHECKED_EVERY,
                    failure_threshold=FAILURES,
                ),
            )
            route53.CfnRecordSet(
                self,
                region,
                name=nearest_host(stage),
                type="A",
                hosted_zone_id=stage.hosted_zone,
                region=region,
                set_identifier=region,
                health_check_id=check.attr_health_check_id,
                alias_target=route53.CfnRecordSet.AliasTargetProperty(
                    dns_name=host_of(stage, region),
                    hosted_zone_id=stage.hosted_zone,
                    evaluate_target_health=False,
                ),
            )
            monitoring.watch_region(region, check.attr_health_check_id)
