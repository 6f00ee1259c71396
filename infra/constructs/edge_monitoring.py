"""What is watched of the edge: the distribution, its firewall, the regions behind it."""

from aws_cdk import aws_cloudwatch as cloudwatch

from infra.constructs.alarming import BELOW, FIVE_MINUTES, metric
from infra.constructs.monitoring import Monitoring

REFUSED_PERCENT = 50  # of all that is asked of the edge
FIREWALL_PERCENT, FIREWALL_LEAST = 10, 1_000  # of at least so many in five minutes


class EdgeMonitoring(Monitoring):
    """In us-east-1, where the metrics of CloudFront, its firewall and Route 53 are."""

    def watch_distribution(self, distribution_id: str) -> None:
        edge = {"DistributionId": distribution_id, "Region": "Global"}
        metrics = [
            metric("AWS/CloudFront", name, of=edge, statistic=statistic)
            for name, statistic in (
                ("5xxErrorRate", "Average"),
                ("4xxErrorRate", "Average"),
                ("Requests", "Sum"),
            )
        ]
        failing, refusing, _ = metrics
        self._alarm("edge-failing", failing, 1, "fails one request in a hundred", "edge-failing")
        self._alarm(
            "edge-refusing",
            refusing,
            REFUSED_PERCENT,
            "refuses more than half of all requests",
            "edge-failing",
            windows=3,
        )
        self._row("edge", metrics[:2], metrics[2:])

    def watch_firewall(self, name: str) -> None:
        """``name`` is the one of its metrics. A share: at scale somebody is blocked at any time."""
        own = {"WebACL": name, "Rule": "ALL"}
        counts = {
            id_: metric("AWS/WAFV2", f"{id_.title()}Requests", of=own, statistic="Sum")
            for id_ in ("blocked", "allowed")
        }
        everybody = "FILL(blocked, 0) + FILL(allowed, 0)"
        share = cloudwatch.MathExpression(
            expression=f"IF({everybody} >= {FIREWALL_LEAST}, 100 * blocked / ({everybody}), 0)",
            using_metrics=counts,
            label="% blocked",
            period=FIVE_MINUTES,
        )
        meaning = f"blocks more than {FIREWALL_PERCENT} % of all requests"
        self._alarm(
            "firewall-blocking", share, FIREWALL_PERCENT, meaning, "firewall-blocking", windows=3
        )
        self._row("firewall", [share], list(counts.values()))

    def watch_region(self, region: str, health_check_id: str) -> None:
        """Route 53 leaves a region out. Its metrics are in us-east-1 only."""
        check = {"HealthCheckId": health_check_id}
        well = metric("AWS/Route53", "HealthCheckStatus", of=check, statistic="Minimum")
        meaning = "does not answer Route 53; redirects go elsewhere"
        self._alarm(f"{region}-out", well, 1, meaning, "region-out", comparison=BELOW)
        self._row(f"region {region}", [well], [])
